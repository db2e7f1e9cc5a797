"""The shipped policy texts, and what people wrote down about them by hand: one YAML file a table.

Every curated row names a clause and quotes it; `curated.check` refuses a row whose quote is not there.
"""

from knowledge.library.curated import Asked as Asked
from knowledge.library.curated import Cited as Cited
from knowledge.library.curated import Curated as Curated
from knowledge.library.curated import DepartmentEntry as DepartmentEntry
from knowledge.library.curated import Hotline as Hotline
from knowledge.library.curated import Programme as Programme
from knowledge.library.curated import Word as Word
from knowledge.library.curated import check as check
from knowledge.library.curated import curated as curated
from knowledge.library.curated import hotlines as hotlines
from knowledge.library.shipped import Shipped as Shipped
from knowledge.library.shipped import shipped as shipped
