"""The shipped policy texts, and what people wrote down about them by hand: one YAML file a table.

Every curated row names a clause and quotes it; `check` names the rows whose quote is not there, `sound`
leaves them out.
"""

from knowledge.library.curated import Asked as Asked
from knowledge.library.curated import Cited as Cited
from knowledge.library.curated import Curated as Curated
from knowledge.library.curated import DepartmentEntry as DepartmentEntry
from knowledge.library.curated import Fit as Fit
from knowledge.library.curated import Hotline as Hotline
from knowledge.library.curated import Programme as Programme
from knowledge.library.curated import Word as Word
from knowledge.library.curated import check as check
from knowledge.library.curated import curated as curated
from knowledge.library.curated import hotlines as hotlines
from knowledge.library.curated import sound as sound
from knowledge.library.shipped import Shipped as Shipped
from knowledge.library.shipped import shipped as shipped
