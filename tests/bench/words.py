"""What the corpus is put together from: words of ours, with no digit and no number word among them."""

from typing import Final

Words = tuple[str, ...]


def _split(text: str) -> Words:
    """A list of phrases, one between two bars."""
    return tuple(phrase.strip() for phrase in text.split("|"))


ONSETS: Final = _split(
    "Ald|Bel|Cor|Dun|Eld|Fal|Gar|Has|Ing|Jor|Kil|Lan|Mar|Nor|Oak|Pel|Quay|Rav|Sten|Thor|Ulv|Ver|Wal|Yar|Zan"
)
MIDDLES: Final = _split("a|e|i|o|er|en|or|is|am|un|el|os|ad|im")
CODAS: Final = _split("moor|stead|wick|ford|haven|gate|mere|crest|burn|field|strand|combe|thwaite|minster|quist|barrow")
FORMS: Final = _split("plc|Group|Foods|Marine|Motion|Energy|Materials|Instruments|Logistics|Health|Paper|Optics")

SEGMENTS: Final = _split(
    "pumps and valves|ferry routes|wall coatings|school software|bottling lines|heat meters|"
    "road signals|hospital linen|freight wagons|garden tools|lift repair|roof tiles"
)
TAGS: Final = _split(
    "backlog|tariffs|turnover|wages|outsourcing|refunds|footfall|freight|licences|rebates|stock|uptime|yield|zoning"
)
GIVEN: Final = _split(
    "Agnes|Basil|Clea|Dorian|Edda|Felix|Gwen|Hollis|Iris|Jude|Keira|Lorenz|Maud|Nils|Opal|Piers|Runa|Silas|Thea|Urs"
)
FAMILY: Final = _split(
    "Ashdown|Birkett|Calloway|Deverell|Enright|Fenwick|Gallagher|Hartnell|Ingleby|Jessop|Kirkbride|Loxley|"
    "Merriman|Nettleton|Ormerod|Penhale|Quarmby|Redfern|Stanhope|Tillotson|Underhay|Vickers|Whitlock|Yeadon"
)

ACTORS: Final = _split(
    "the division|the board|the field team|the depot|the franchise network|the main supplier|the repair business|"
    "the export desk|the rental fleet|the quality programme|the regulator|the largest tenant|operating profit|"
    "the spare parts unit|the order intake|the price list|the second shift|the procurement office|"
    "the maintenance contract|net debt|the pension fund|the leasing arm|the flagship site"
)
ACTS: Final = _split(
    "kept pace with|cushioned|gave way to|was slower than|made up for|added to|exposed|softened|was at odds with|"
    "foreshadowed|benefited from|paid for|held back|depended on|drew attention to|outgrew"
)
THINGS: Final = _split(
    "the dearer raw materials|the weaker orders from builders|the plan that the board approved in winter|"
    "what the company had promised its lenders|the empty sites|the longer guarantee|the turn to rental|"
    "the higher tolls|the departure of a long-standing buyer|the build-up of stock before the holidays|"
    "the late permits|the new billing terms|the shorter opening hours|the fall of the home currency|"
    "the sale of the old depot|the rebates for early payment|the cost of the new software|the ageing fleet"
)
WHENS: Final = _split(
    "through the winter|since the last annual meeting|in most of the markets we follow|apart from disposals|"
    "for each site that stayed open|even though sales were soft|later than the company had hoped|"
    "in the figures that the auditors signed|with holidays taken into account|as in earlier years|"
    "by more than we had allowed for|while rivals waited|according to the notes to the accounts"
)
OPENINGS: Final = _split(
    "We take it that|The annual report shows that|A former manager told us that|On a closer reading|"
    "What counts for our case is that|Against our view stands that|All in all it appears that|"
    "Our forecast supposes that|Put simply|Few have noticed that|The small print says that|Suppliers confirm that"
)
CLOSINGS: Final = _split(
    "which makes the coming report more telling|so there is little slack left|and prices have yet to show it|"
    "although few sites are involved|which should not recur|and the cash position bears this out|"
    "but it is early to judge|so we leave our range as it is|which speaks for waiting|and new contracts confirm it"
)
MEASURES: Final = _split(
    "service income made up|the public sector accounted for|repeat buyers stood for|the older plants contributed|"
    "framework contracts brought|rented units represented|the top accounts supplied|exports came to"
)

HEADINGS: Final = {
    "view": _split("Our view|In short|What we think"),
    "sales": _split("Sales and prices|Who pays, and how much|Orders and tariffs"),
    "regions": _split("Region by region|Where it sells|The map"),
    "costs": _split("What it costs|Cost and profit|Where profit is made"),
    "cash": _split("Money in, money out|Debt and investment|Use of cash"),
    "rivals": _split("The rivals|Against the others|Who else is there"),
    "risks": _split("What may go wrong|The weak spots|Dangers"),
    "tests": _split("What would prove us wrong|What we look out for|Signs to follow"),
    "links": _split("Read on|More on this|Neighbouring notes"),
}
REGIONS: Final = _split("Lowlands|Highlands|Islands|Harbour towns|Capital|Borderlands|Lake district|Overseas")

TITLES: Final = _split("Tariffs|Rental|Upkeep|Freight|Staffing|Procurement|Stockkeeping|Franchising|Licensing|Renewal")
SUBJECTS: Final = _split(
    "in crowded trades|when costs rise|for owners of small fleets|under a new regulator|and the worth of service|"
    "where capital is scarce|in mature regions|with patient lenders"
)
JOURNALS: Final = _split(
    "Journal of Plain Accounts|Notes on Industry|Fleet and Depot|Letters in Operations|The Trade Observer"
)
PUBLISHERS: Final = _split(
    "Larkfield Press|Bureau of Regional Accounts|Corrigan and Daughters|Institute of Upkeep|Saltmarsh Books"
)
