"""An engine for incremental computation, which knows nothing of notes.

Four nouns. An *input* is named and has a fingerprint. A *query* is a pure
function of inputs and other queries, whose result is stored, and whose reads are
recorded while it runs. A *target* is a query that makes files. A *store* keeps all of
this between two runs of the program.
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
