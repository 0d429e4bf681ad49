"""Words of other languages for a fall or a rise next to a number: `sank um 4,5 %`, `en hausse de 6 %`.

They are German, French, Spanish, Italian, Portuguese, Dutch, Polish and Swedish, without words that are English too.
`directions` interprets them.
"""

from collections.abc import Mapping
from typing import Final

from briefing import lazy_re

_FALLING: Final = (
    "rückgang gesunken gefallen zurück zurückgegangen niedriger reculé recule reculent recul baissé baisse baissent diminué"
    " diminue diminuent diminution chuté chute chutent cayó cayeron cae caen caída disminuyó disminuyeron disminución bajó"
    " bajaron descendió descendieron descenso redujo redujeron retrocedió retroceso calato calati calata calo diminuito"
    " diminuita diminuiti diminuite diminuzione sceso scesa scesi scese ribasso caiu caíram recuou recuaram queda diminuiu"
    " redução daalde daalden gedaald daling daalt kromp afname spadł spadła spadło spadły spadek sjönk minskade minskning"
)
_RISING: Final = (
    "anstieg zuwachs wachstum gestiegen gewachsen höher progressé progresse progressent progression hausse augmenté"
    " augmente augmentent augmentation croissance aumentó aumentaron aumenta aumentan aumento creció crecieron crece crecen"
    " crecimiento subió subieron sube suben incremento aumentato aumentati aumentata aumentate cresciuto cresciuti cresciuta"
    " cresciute crescita salito salita saliti salite rialzo cresceu cresceram aumentou aumentaram crescimento alta subiu"
    " subiram avanço steeg stegen stijging stijgt groeide groeiden groei toename wzrósł wzrosła wzrosło wzrosły wzrost ökade"
    " ökning"
)
CHANGES: Final[Mapping[str, int]] = {**dict.fromkeys(_FALLING.split(), -1), **dict.fromkeys(_RISING.split(), 1)}
LOSS: Final = (
    "verlust verluste verlor verloren fehlbetrag jahresfehlbetrag nettoverlust perte pertes perdu déficit pérdida pérdidas"
    " perdió perdita perdite perso prejuízo perdeu"
)
PROFIT: Final = (
    "gewinn gewinne gewann gewonnen überschuss jahresüberschuss nettogewinn bénéfice bénéfices gagné beneficio beneficios"
    " ganancia ganó utile utili guadagnato lucro ganhou"
)
LINKS: Final = "um von de du del di un una em en met o med"
"""Words between such a word and the amount of the change."""
TO: Final = frozenset({"a"})
"""Words between such a word and the level after the change: `salito a`."""
FELL_BY: Final = (
    "sanken sinkt fiel fielen fällt ging gingen geht schrumpfte schrumpften verringerte verringerten reduzierte reduzierten"
    " senkte senkten rutschte verbilligte verbilligten"
)
ROSE_BY: Final = (
    "stieg stiegen steigt wuchs wuchsen wächst erhöhte erhöhten steigerte steigerten kletterte legte legten legt"
    " verbesserte verteuerte verteuerten"
)
"""German verbs that may be some words before the amount, as in `ging im Mai um 4,5 % zurück`."""
THAN: Final = lazy_re.compile(
    r" (?:(?P<more>más|mehr|meer|więcej|de plus|in più|a mais)|menos|weniger|minder|mniej|de moins|in meno(?! di)|a menos)\b"
)
"""Words for more or less after the amount of a change: `6 % de plus`."""
