"""What time a number is for, or is compared with, by the words beside it in the note and in the source."""

import pytest
from verified_claim import looked_up, outcomes

CARS = "It sold 3,200 cars daily."
FEE = "The daily fee is $1,250."
IN_DAYS = "| Item | 2025 |\n|---|---|\n| Average daily output, t | 3,200 |\n"
IN_COLUMNS = "| Item | YoY | QoQ |\n|---|---|---|\n| Sales | 3.2% | 1.4% |\n"
CHINESE = "日均产量为3.2万吨。"

PER = {
    # a source, and a claim whose words name another time
    "an adverb before": (CARS, "Monthly sales were 3,200 cars"),
    "an adverb in capitals": (CARS, "MONTHLY SALES were 3,200 cars"),
    "an adverb in bold": (CARS, "**Monthly** sales were 3,200 cars"),
    "an adverb some words before": (CARS, "Monthly sales of low-cost cars were 3,200 cars"),
    "the last of two adverbs": (CARS, "Daily news of monthly sales of 3,200 cars"),
    "an adverb behind": (CARS, "It sold 3,200 cars monthly"),
    "an adverb behind, in capitals": (CARS, "It sold 3,200 CARS MONTHLY"),
    "an adverb behind, at the end of a clause": (CARS, "It sold 3,200 cars monthly, and more later"),
    "an adverb some words behind": (CARS, "It sold 3,200 new low-cost cars monthly"),
    "an adverb between the number and its noun": (FEE, "A $1,250 monthly fee is due"),
    "a noun of time": (CARS, "It sold 3,200 cars each month"),
    "a noun of time at the end of a clause": (CARS, "It sold 3,200 cars each month; that is all"),
    "a noun of time, and a word behind it": (CARS, "It sold 3,200 cars every month in Europe"),
    "users with an abbreviation": ("Daily active users (DAUs) were 640 million.", "It has 640 million monthly users"),
    "users in an abbreviation": ("DAU reached 640 million.", "MAU reached 640 million"),
    "a word before and one behind": ("The annual rent is $1,250.", "The weekly fee was $1,250 monthly"),
    "a publication that is counted": (
        "Daily sales of newspapers were 3,200.",
        "Monthly sales of newspapers were 3,200",
    ),
    "the label of a cell": (IN_DAYS, "Average monthly output was 3,200 t"),
    "a label with a stroke": (IN_DAYS.replace("Average daily", "Total/daily"), "Average monthly output was 3,200 t"),
    "a label in capitals": (IN_DAYS.replace("Average daily", "DAILY"), "Average monthly output was 3,200 t"),
    "a label behind a comma": (IN_DAYS.replace("Average daily output", "Output, daily"), "Monthly output was 3,200 t"),
    "the header of a cell": (IN_DAYS.replace("2025", "Daily").replace("daily ", ""), "Monthly output was 3,200 t"),
    "the label of a cell in Chinese": (IN_DAYS.replace("Average daily output, t", "日均产量"), "月均产量为3,200"),
    "on average, in Chinese": (CHINESE, "月均产量为3.2万吨"),
    "each, in Chinese": (CHINESE, "每月产量为3.2万吨"),
    "each hour, in Chinese": (CHINESE, "每小时产量为3.2万吨"),
    "active users, in Chinese": ("月活跃用户达6.4亿。", "日活跃用户达6.4亿"),
    "Chinese in a clause with an adverb": ("monthly 日均产量为3.2万吨。", "monthly 年均产量为3.2万吨"),
}
_RENTS = [
    ("租金为64.2元/平方米·月。", "租金为64.2元/平方米·年"),
    ("租金为64.2元/平方米/月。", "租金为64.2元/平方米/天"),
    ("租金为64.2元每平方米每月。", "租金为64.2元每平方米每年"),
    ("租金为每月每平方米64.2元。", "租金为每平方米每天64.2元"),
    ("容量电价为330元/千瓦·年。", "容量电价为330元/千瓦·月"),
    ("Rent is €64/m²/month.", "Rent is €64/m²/year"),
    ("Rent is $64/sq ft/yr.", "Rent is $64 per square foot per month"),
    ("The capacity price is £64/kW-yr.", "The capacity price is £64/kW-month"),
    ("Fees are $1.20/user/month.", "Fees are $1.20/user/year"),
    ("A yield of 6.4 t/ha/yr", "A yield of 6.4 t/ha/month"),
    ("12,40 €/m² pro Monat", "€12.40/m² per year"),
    ("It makes 12,400 wafers/month.", "It makes 12,400 wafers a week"),
    ("12,40 €/m² par an", "€12.40/m² a month"),
]
PER |= {f"a second denominator, {number}": pair for number, pair in enumerate(_RENTS, 1)}
_SAME_RENTS = [
    ("租金为64.2元/平方米·月。", "租金为每月每平方米64.2元"),
    ("租金为每平方米每月64.2元。", "租金为64.2元/平方米/月"),
    ("容量电价为330元/千瓦·年。", "The capacity price is RMB 330 per kW a year"),
    ("Rent is €64/m²/month.", "Rent is €64 per square metre a month"),
    ("The capacity price is £64/kW-yr.", "The capacity price is £64/kW/year"),
    ("The capacity price is £64/kW-yr.", "The capacity price is £64 per kW"),
    ("12,40 €/m² pro Monat", "€12.40/m² a month"),
    ("It makes 12,400 wafers/month.", "It makes 12,400 wafers a month"),
    ("It makes 12,400 wafers/month.", "It makes 12,400 wafers"),
    ("Zinsen von 6,4 % pro Jahr und mehr", "Interest of 6.4%"),
]
NOT_PER = {
    **{f"the same denominators, {number}": pair for number, pair in enumerate(_SAME_RENTS, 1)},
    # a source, and a claim that does not, or of which the words are about something else
    "the same time in other words": (CARS, "It sold 3,200 cars a day"),
    "no time": (CARS, "It sold 3,200 cars"),
    "the source has both": (f"{FEE}\nThe monthly fee is $1,250.", "The monthly fee is $1,250"),
    "the source has both, the other last": (f"The monthly fee is $1,250.\n{FEE}", "The monthly fee is $1,250"),
    "one of two times": ("The daily and monthly fee is $1,250 daily.", "A monthly fee of $1,250 daily is due"),
    "when it is published": (CARS, "Its monthly report has sales of 3,200 cars"),
    "when something on it is published": (CARS, "Its monthly sales report has 3,200 cars"),
    "when it is published, behind": (FEE, "It has a $1,250 monthly newsletter"),
    "when people meet, behind": (FEE, "It has a $1,250 annual general meeting fee"),
    "a clause of its own before": (CARS, "Monthly, it counts: it sold 3,200 cars"),
    "a clause of its own behind": (CARS, "It sold 3,200 cars, monthly reviews show"),
    "another phrase before": (CARS, "Monthly reviews of the group show 3,200 cars"),
    "another number before": (CARS, "Monthly sales of 12 kinds are 3,200 cars"),
    "another phrase behind": (CARS, "It sold 3,200 cars in monthly rounds"),
    "another number behind": (CARS, "It sold 3,200 cars 12 monthly reviews late"),
    "a deed behind": (CARS, "It sold 3,200 cars delivered monthly"),
    "a payment behind": (FEE, "A fee of $1,250 prepaid monthly is due"),
    "many words before": (CARS, "Monthly sales by all its many shops there were 3,200 cars"),
    "many words behind": (CARS, "It sold 3,200 small new fast cheap steel city cars monthly"),
    "ago": ("The daily output was 3,200 t.", "Output was 3,200 t a month ago"),
    "earlier, at the end of a clause": (CARS, "It sold 3,200 cars a month earlier, it says"),
    "a month without each": (CARS, "It sold 3,200 cars one month"),
    "each of something else": (CARS, "It sold 3,200 cars each"),
    "a label on when it is published": (IN_DAYS.replace("daily output, t", "daily report"), "Monthly output was 3,200"),
    "a label of two times": (IN_DAYS.replace("daily output, t", "daily/monthly output"), "Monthly output was 3,200"),
    "a month of the calendar, in Chinese": (CHINESE, "1月产量为3.2万吨"),
    "the last month, in Chinese": ("周均价格为12元。", "上月均价为12元"),
    "a name with the character of a day, in Chinese": ("月均价格为12万元。", "日产汽车的价格为12万元"),
    "in another clause, in Chinese": (CHINESE, "月均产量很高，为3.2万吨"),
}
AGAINST = {
    "words behind": ("Sales rose 3.2% year on year.", "Sales rose 3.2% quarter on quarter"),
    "letters behind": ("Sales rose 3.2% y/y.", "Sales rose 3.2% m/m"),
    "words before": ("Year-on-year growth was 3.2%.", "Month-on-month growth was 3.2%"),
    "the word behind each of two": ("Sales rose 3.2% YoY and 1.4% QoQ.", "Sales rose 1.4% YoY"),
    "a word before, and no amount but a year": (
        "In Q3 2025 sales rose YoY by 3.2%.",
        "In Q3 2025 sales rose QoQ by 3.2%",
    ),
    "a word of another clause than the number before": (
        "Sales rose 640 YoY and growth QoQ was 3.2%.",
        "Growth was 3.2% YoY",
    ),
    "on the quarter": ("Sales rose 3.2% year on year.", "Sales rose 3.2% on the quarter"),
    "from a year earlier": ("Sales rose 3.2% q/q.", "Sales were 3.2% more than a year earlier"),
    "from the quarter before": (
        "Margins rose (+2.5pp YoY/-0.4pp QoQ).",
        "Margins rose 2.5 pp from the previous quarter",
    ),
    "the header of a cell": (IN_COLUMNS, "Sales rose 1.4% year on year"),
    "in Chinese, in other words": ("营收较上年同期增长3.2%。", "营收较上季度增长3.2%"),
    "in Chinese, with what it is against": ("较去年同期的27,307辆增长3.2%。", "环比增长3.2%"),
    "with what it is against": ("Up 3.2% from $21.3 billion a year earlier.", "It rose 3.2% from the previous quarter"),
    "in Chinese": ("营收同比增长3.2%。", "营收环比增长3.2%"),
    "the word before each of two, in Chinese": ("营收同比增长3.2%环比增长1.4%。", "营收环比增长3.2%"),
}
NOT_AGAINST = {
    "the same time in other words": ("Sales rose 3.2% year on year.", "Sales rose 3.2% YoY"),
    "on the year": ("Sales rose 3.2% year on year.", "Sales rose 3.2% on the year"),
    "from a year earlier": ("Sales rose 3.2% y/y.", "Sales were 3.2% more than a year earlier"),
    "on a certain year": ("A book on the year 2024 sold 3.2% more q/q.", "It sold 3.2% more q/q"),
    "in Chinese, in other words": ("营收同比增长3.2%。", "营收较上年同期增长3.2%"),
    "in Chinese, from the end of the year": ("营收环比增长3.2%。", "营收较上年末增长3.2%"),
    "no time": ("Sales rose 3.2% year on year.", "Sales rose 3.2%"),
    "the word behind each of two": ("Sales rose 3.2% YoY and 1.4% QoQ.", "Sales rose 1.4% QoQ"),
    "a word of the next number": ("Sales rose 3.2% and 1.4% QoQ.", "Sales rose 3.2% YoY"),
    "a word of the number before": ("Sales rose 3.2% YoY to 640 t.", "Sales rose 1.4% QoQ to 640 t"),
    "no time, in Chinese": ("营收同比增长3.2%。", "营收增长3.2%"),
    "behind a comma": ("Sales rose 3.2%, year on year they did well.", "Sales rose 3.2% QoQ"),
    "the header of a cell": (IN_COLUMNS, "Sales rose 1.4% quarter on quarter"),
    "the month or the quarter before, in Chinese": ("营收环比增长3.2%。", "Revenue grew 3.2% month on month"),
    "the word before each of two, in Chinese": ("营收同比增长3.2%环比增长1.4%。", "营收同比增长3.2%"),
}
BASIS = {
    "in the quarter": ("Growth was 3.2% in the quarter.", "Annualised growth was 3.2%"),
    "annualised": ("The economy grew at an annualised 3.2%.", "The economy grew 3.2% in the third quarter"),
    "in another clause": ("In the quarter, the office says, growth was 3.2%.", "Annualised growth was 3.2%"),
    "in Chinese": ("经济季度增长3.2%。", "经济年化增长3.2%"),
}
NOT_BASIS = {
    "both": ("Growth was 3.2% in the quarter, annualised.", "Growth was 3.2% in the quarter"),
    "both, in the note": ("Growth was 3.2% annualised.", "Growth was 3.2% in the quarter, annualised"),
    "a year in the sentence": ("Growth at an annual rate was 3.2% in the quarter.", "Annualised growth was 3.2%"),
    "no basis": ("Growth was 3.2%.", "Annualised growth was 3.2%"),
    "in the sentence before": ("It was a good start in the quarter. Growth was 3.2%.", "Annualised growth was 3.2%"),
    "in the sentence behind": ("Growth was 3.2%. It slowed in the quarter.", "Annualised growth was 3.2%"),
}  # fmt: skip


@pytest.mark.parametrize(("source", "claim"), PER.values(), ids=PER)
def test_a_number_for_another_time_is_not_found(source: str, claim: str) -> None:
    assert outcomes(looked_up(source, claim)) == "unit-differs"


@pytest.mark.parametrize(("source", "claim"), NOT_PER.values(), ids=NOT_PER)
def test_a_number_that_may_be_for_the_same_time_is_found(source: str, claim: str) -> None:
    assert outcomes(looked_up(source, claim)).split()[-1] == "verified"


@pytest.mark.parametrize(("source", "claim"), AGAINST.values(), ids=AGAINST)
def test_a_change_from_another_time_is_not_found(source: str, claim: str) -> None:
    assert outcomes(looked_up(source, claim)) == "unit-differs"


@pytest.mark.parametrize(("source", "claim"), NOT_AGAINST.values(), ids=NOT_AGAINST)
def test_a_change_that_may_be_from_the_same_time_is_found(source: str, claim: str) -> None:
    assert outcomes(looked_up(source, claim)).split()[-1] == "verified"


@pytest.mark.parametrize(("source", "claim"), BASIS.values(), ids=BASIS)
def test_a_rate_of_a_quarter_is_not_that_of_a_year(source: str, claim: str) -> None:
    assert outcomes(looked_up(source, claim)) == "qualifier-differs"


@pytest.mark.parametrize(("source", "claim"), NOT_BASIS.values(), ids=NOT_BASIS)
def test_a_rate_that_may_be_annualised_is_found(source: str, claim: str) -> None:
    assert outcomes(looked_up(source, claim)) == "verified"


@pytest.mark.parametrize(
    ("source", "claim", "message"),
    [
        (CARS, "Monthly sales were 3,200 cars", "`3,200` is per `month` here and per `day` in `iea-2024`"),
        (
            "Sales rose 3.2% y/y.",
            "Sales rose 3.2% q/q",
            "`3.2%` is against `the quarter before` here and against `the year before` in `iea-2024`",
        ),
        (
            "Growth was 3.2% in the quarter.",
            "Annualised growth was 3.2%",
            "`3.2%` is per `annualised year` here and per `quarter` in `iea-2024`",
        ),
    ],
)
def test_both_times_are_in_the_message(source: str, claim: str, message: str) -> None:
    assert [problem.message for problem in looked_up(source, claim).problems] == [message]
