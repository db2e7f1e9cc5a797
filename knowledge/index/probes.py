"""Fixed questions that every new build is tried with; see `knowledge.index.verify`."""

# What people ask. The exact index knows the right neighbours of any question, so any will do.
PROBES = (
    "留守儿童是怎么认定的",
    "孩子爸妈都在外地打工，找谁登记",
    "孤儿每个月的基本生活费是多少",
    "残疾儿童康复救助怎么申请",
    "随迁子女在城里上学要什么材料",
    "事实无人抚养儿童由谁来认定",
    "儿童督导员和儿童主任管什么",
    "家里困难的孩子看病能不能报销",
)
