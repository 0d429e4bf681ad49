"""An engine for incremental computation, independent of notes and sites.

Its four concepts: an *input* has a name and a fingerprint. A *query* is a pure
function of inputs and other queries; its result is stored, and its reads are
recorded while it runs. A *target* is a query that makes files. A *store* keeps
all of this between two runs of the program. See `database` for the algorithm.
"""

from briefing.incremental.database import Database
from briefing.incremental.fingerprints import fingerprint
from briefing.incremental.graph import NodeRow
from briefing.incremental.pool import FORKS, Pool, WorkerDied, in_background, processors
from briefing.incremental.queries import Query, query, query_of, source, target
from briefing.incremental.store import TABLES, Broken, Key, Store

__all__ = [
    "FORKS",
    "TABLES",
    "Broken",
    "Database",
    "Key",
    "NodeRow",
    "Pool",
    "Query",
    "Store",
    "WorkerDied",
    "fingerprint",
    "in_background",
    "processors",
    "query",
    "query_of",
    "source",
    "target",
]
