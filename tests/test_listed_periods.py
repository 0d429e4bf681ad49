"""Numbers and years in two lists, read in their order: `5 and 6 in 2024 and 2025, respectively`."""

import pytest
from verified_claim import looked_up, outcomes

from briefing.verification.listed_periods import listed_year

YEARS = {
    "It was «$202 million» and $92 million in 2020 and 2019, respectively": "2020",
    "It was $202 million and «$92 million» in 2020 and 2019, respectively": "2019",
    "Rates were 44% and «35%» for the years ended December 31, 2020 and 2019": "2019",
    "In 2021, 2020 and 2019, it sold 5 GW, «6 GW» and 7 GW": "2020",
    "It sold 5 GW, 6 GW, and «7 GW» at the end of 2021, 2020, and 2019": "2019",
    "It was 21% and «20%» for the three months ended June 30, 2025 and 2024": "three months ended June 30, 2024",
    "2020年和2019年收入分别为80亿元和«92亿元»": "2019",
    # other lists than those of its years, or none
    "It sold «5 GW» and 6 GW in 2021, 2020 and 2019": "",
    "It sold «5 GW» in 2021 and 2020": "",
    "It sold 5 GW and bought «6 GW» in 2021 and 2020": "",
    "It sold «5 GW» and 6 GW for $7 million in 2021 and 2020": "",
    "It sold «5 GW» and 6 GW in 2021": "",
}


@pytest.mark.parametrize(("marked", "year"), YEARS.items())
def test_a_number_in_a_list_has_the_year_at_its_place_in_the_other(marked: str, year: str) -> None:
    sentence = marked.replace("«", "").replace("»", "")
    found = listed_year(sentence, marked.index("«"))

    assert (found.text if found else "") == year


LISTED = "Costs were $202 million and $92 million in 2020 and 2019, respectively."
RATES = "The rates were 44% and 35% for the years ended December 31, 2020 and 2019."
QUARTERS = "The rates were 21% and 20% for the three months ended June 30, 2025 and 2024, respectively."
SHEET = "| RMB million | 31 December 2025 | 31 December 2024 |\n|---|---|---|\n| Goodwill | 9,200 | 8,000 |\n"
BY_YEAR = SHEET.replace("31 December ", "")
CLAIMS = [
    (LISTED, "Costs were $202 million in 2020 and $92 million in 2019", "verified verified"),
    (LISTED, "Costs were $92 million and $202 million in 2019 and 2020", "verified verified"),
    (LISTED, "Costs were $92 million in 2020", "qualifier-differs"),
    (LISTED, "Costs were $202 million and $92 million in 2019 and 2020", "qualifier-differs qualifier-differs"),
    (LISTED, "Costs were $202 million in 2020 and 2019 together", "verified"),
    ("It sold 5 GW in 2021 and 2020 together.", "It sold 5 GW in 2020", "verified"),
    (RATES, "The rate was 44% in 2020 and 35% in 2019", "verified verified"),
    (RATES, "The rate was 35% in 2020", "qualifier-differs"),
    (QUARTERS, "The rate was 21% in the second quarter of 2025", "verified"),
    (QUARTERS, "The rate was 21% in the second quarter of 2024", "qualifier-differs"),
    (SHEET, "Goodwill was RMB 9,200 million in 2025", "verified"),
    (SHEET, "Goodwill was RMB 8,000 million at the end of 2025", "qualifier-differs"),
    (SHEET, "Goodwill was RMB 8,000 million on 31 December 2025", "qualifier-differs"),
    (BY_YEAR, "Goodwill was RMB 9,200 million on 31 December 2025", "verified"),
    (BY_YEAR, "Goodwill was RMB 8,000 million on 31 December 2025", "qualifier-differs"),
    # a company's year may end on any day
    (BY_YEAR, "Goodwill was RMB 8,000 million on 29 January 2025", "verified"),
]


@pytest.mark.parametrize(("source", "claim", "outcome"), CLAIMS)
def test_a_number_is_compared_by_the_year_of_its_list_or_balance_sheet(source: str, claim: str, outcome: str) -> None:
    assert outcomes(looked_up(source, claim)) == outcome


COMPARED = "Margins: 34.2% (FY24: 41.0%). Sales were £5m (H1 2024: £4m; H1 2023: £3m), up from £2m in 2019."
IN_CHINESE = "毛利率26.4%，而2024年第二季度为15.4%（2023年第二季度：9.3%）。"
TWICE = "Awards have a life of 0.8 years (2018: 1.2 years) and a term of 7.6 years (2018: 8.2 years)."
BY_SHARE = "占比由2024年的38.2%提升至42.7%，提升4.5个百分点。"
PERIODS_AHEAD = [
    (COMPARED, "The margin was 41.0% in FY24", "verified"),
    (COMPARED, "The margin was 34.2% in FY24", "qualifier-differs"),
    (COMPARED, "The margin was 41.0% in 2023", "verified"),  # `2023` is nowhere there, which is another finding
    (COMPARED, "The margin was 34.2% (FY24: 41.0%)", "verified verified"),
    (COMPARED, "Sales were £4m in H1 2024", "verified"),
    (COMPARED, "Sales were £4m in H1 2023", "qualifier-differs"),
    (COMPARED, "Sales were £3m in H1 2024", "qualifier-differs"),
    (COMPARED, "Sales were £5m in H1 2024", "qualifier-differs"),
    ("It had 640 as at 30 June 2025 (31 December 2024: 590).", "It had 640 at the end of 2024", "qualifier-differs"),
    (COMPARED, "Sales were £5m, from £2m in 2019", "verified verified"),
    (IN_CHINESE, "2024年第二季度毛利率为15.4%", "verified"),
    (IN_CHINESE, "2024年第二季度毛利率为26.4%", "qualifier-differs"),
    (IN_CHINESE, "2024年第二季度毛利率为9.3%", "qualifier-differs"),
    ("In H1 2025 it sold 640, 2% more than in H1 2024.", "It sold 640 in H1 2024", "qualifier-differs"),
    ("In H1 2025 it sold 640, 2% more than in H1 2024.", "It sold 640 in H1 2025", "verified"),
    ("It sold 640 GW (590 GW in Q2 2024).", "It sold 640 GW in Q2 2024", "qualifier-differs"),
    ("It sold 640 GW (590 GW in Q2 2024).", "It sold 590 GW in Q2 2024", "verified"),
    ("It was 1.68% (1Q25: 1.71%; 2Q24: 1.83%).", "It was 1.68% in 2Q24", "qualifier-differs"),
    ("It was 1.68% (1Q25: 1.71%; 2Q24: 1.83%).", "It was 1.83% in 2Q24", "verified"),
    (TWICE, "Its life was 1.2 years in 2018", "verified"),
    (TWICE, "Its term was 8.2 years in 2018", "verified"),
    (TWICE, "Its life was 0.8 years in 2018", "qualifier-differs"),
    ("It goes from 2 GW (2025) to 5 GW (2030).", "It has 5 GW in 2025", "qualifier-differs"),
    ("It goes from 2 GW (2025) to 5 GW (2030).", "It goes from 2 GW in 2025 to 5 GW in 2030", "verified verified"),
    ("Cash rose from $61m at end-2024 to $88m at end-2025.", "Cash was $88m at the end of 2024", "qualifier-differs"),
    ("Cash rose from $61m at end-2024 to $88m at end-2025.", "Cash was $61m at the end of 2024", "verified"),
    ("2024年营收为268.4亿元，2025年预计为300亿元。", "2024年营收为300亿元", "qualifier-differs"),
    ("2024年营收为268.4亿元，2025年预计为300亿元。", "2024年营收为268.4亿元", "verified"),
    (BY_SHARE, "2024年占比为38.2%", "verified"),
    (BY_SHARE, "2024年占比为42.7%", "qualifier-differs"),
    ("| Margin | 2025 | 2024 |\n|---|---|---|\n| Gross | 34% | 41% |", "It was 34% (2024: 41%)", "verified verified"),
]


@pytest.mark.parametrize(("source", "claim", "outcome"), PERIODS_AHEAD)
def test_a_period_in_a_bracket_is_that_of_the_number_behind_it(source: str, claim: str, outcome: str) -> None:
    assert outcomes(looked_up(source, claim)) == outcome


def test_a_number_that_is_compared_with_that_of_its_period_is_reported_with_both() -> None:
    (problem,) = looked_up(COMPARED, "The margin was 34.2% in FY24").problems

    assert "compares `34.2%` with that of the period" in problem.message
    assert "`34.2% (FY24: 41.0%`" in problem.message


PARTS = [
    ("Payrolls rose by 22,000 in August.", "Payrolls rose by 22,000 in July", "qualifier-differs"),
    ("Payrolls rose by 22,000 in August.", "In August payrolls rose by 22,000", "verified"),
    ("Payrolls rose by 22,000 in August.", "The report of 5 September says that payrolls rose by 22,000", "verified"),
    ("On 5 September it said that payrolls rose by 22,000.", "Payrolls rose by 22,000 in August", "verified"),
    ("Payrolls rose by 22,000 from July.", "Payrolls rose by 22,000 in August", "verified"),
    ("It eased to 2.3% in September from 2.6% in August.", "It was 2.6% in September", "qualifier-differs"),
    ("Fourth-quarter sales rose 13%.", "Third-quarter sales rose 13%", "qualifier-differs"),
    ("Fourth-quarter sales rose 13%.", "In the fourth quarter of 2025 sales rose 13%", "verified"),
    ("Fourth-quarter sales rose 13%. It has 3 shops since Q3 2025.", "In Q3 2025 sales rose 13%", "qualifier-differs"),
    ("It paid $310 million in cash in March, the rest in June.", "It paid $310 million in April", "qualifier-differs"),
    ("In March prices fell 0.2%; in April they rose 0.4%.", "Prices rose 0.4% in March", "qualifier-differs"),
    ("In March prices fell 0.2%; in April they rose 0.4%.", "Prices rose 0.4% in April", "verified"),
    (
        "First-quarter orders were €1.2bn and second-quarter orders €1.4bn.",
        "First-quarter orders were €1.4bn",
        "qualifier-differs",
    ),
    (
        "Orders were €1.4bn in the second quarter.",
        "Orders went from 640 in the first quarter to €1.4bn in the second",
        "not-found verified",
    ),
    ("一季度营收60亿元，二季度营收72亿元。", "一季度营收72亿元", "qualifier-differs"),
    ("第三季度毛利率为23.3%。", "第二季度毛利率为23.3%", "qualifier-differs"),
    ("上半年出货量8,320万台。", "下半年出货量8,320万台", "qualifier-differs"),
    # in German
    ("Im Oktober sanken die Preise um 0,4 %.", "Prices fell 0.4% in October", "verified"),
    ("Im Oktober sanken die Preise um 0,4 %.", "Prices fell 0.4% in September", "qualifier-differs"),
    ("Die Preise sanken im März um 0,4 %.", "Im April sanken die Preise um 0,4 %", "qualifier-differs"),
    ("Seit Mai sanken die Preise um 0,4 %.", "Im Juli sanken die Preise um 0,4 %", "verified"),
    # a part within a longer one
    ("In the first half sales rose 13%.", "In May sales rose 13%", "qualifier-differs"),
    ("In the second quarter sales rose 13%.", "First-half sales rose 13%", "qualifier-differs"),
    ("In the first half sales rose 13%.", "In the six months to June 2025 sales rose 13%", "verified"),
    ("In the second quarter sales rose 13%.", "June-quarter sales rose 13%", "verified"),
    ("In the first half it sold 640 cars.", "By the end of June it had sold 640 cars", "verified"),
    ("Sales for the first nine months rose 13%.", "Third-quarter sales rose 13%", "qualifier-differs"),
    ("Sales for the first nine months rose 13%.", "Sales rose 13% in the first three quarters", "verified"),
    ("前三季度增长5.2%，三季度增长4.8%。", "三季度增长5.2%", "qualifier-differs"),
    ("前三季度增长5.2%，三季度增长4.8%。", "前三季度增长4.8%", "qualifier-differs"),
    ("前三季度增长5.2%，三季度增长4.8%。", "前三季度增长5.2%", "verified"),
    # two parts of one year
    (
        "GDP grew 3.0% in the second quarter of 2025, after 0.5% in the first quarter.",
        "GDP grew 3.0% in the first quarter of 2025",
        "qualifier-differs",
    ),
    ("GDP grew 3.0% in the second quarter of 2025.", "In Q3 FY2025, GDP grew 3.0%", "verified"),
    ("上半年出货量8,320万台。", "二季度末累计出货量8,320万台", "verified"),
]


@pytest.mark.parametrize(("source", "claim", "outcome"), PARTS)
def test_a_month_or_quarter_without_a_year_is_compared_too(source: str, claim: str, outcome: str) -> None:
    assert outcomes(looked_up(source, claim)) == outcome


def test_a_year_that_a_number_is_compared_with_is_not_its_own() -> None:
    source = "In 2023, emissions were 3.4 Gt, 7.1% less than in 2022."

    assert outcomes(looked_up(source, "Emissions fell 7.1% in 2023")) == "verified"
