"""One patient's day, in yuan as text: what the sample HIS bills and the sample insurer leaves.

Invented people and amounts. A bill's parts sum to its total; money is never a float.
"""

from dataclasses import dataclass
from decimal import Decimal

HOSPITAL = "JD0000000001"
INSURANCE = "390"  # 城乡居民
FUND = "390100"    # Its pooled fund.


@dataclass(frozen=True)
class Bill:
    name: str
    visit: str
    med_type: str   # 14 门诊慢特病, 21 普通住院
    begin: str
    end: str
    diagnosis: str
    in_scope: Decimal
    pre_self_pay: Decimal
    over_limit: Decimal
    out_of_scope: Decimal
    pooled: Decimal  # What insurance paid.

    @property
    def total(self) -> Decimal:
        return self.in_scope + self.pre_self_pay + self.over_limit + self.out_of_scope

    @property
    def left(self) -> Decimal:
        return self.total - self.pooled


def _bill(name, visit, med_type, begin, end, diagnosis, *amounts):
    return Bill(name, visit, med_type, begin, end, diagnosis, *map(Decimal, amounts))


# A dialysis, billed once too high and taken back; the right bill; a stay.
TOO_HIGH = _bill("a", "v1", "14", "2012-06-29", "2012-06-29", "N18.5",
                 "4200.00", "0.00", "0.00", "126.00", "2940.00")
DIALYSIS = _bill("b", "v1", "14", "2012-06-29", "2012-06-29", "N18.5",
                 "3900.00", "0.00", "0.00", "126.00", "2730.00")
STAY = _bill("c", "v2", "21", "2012-06-20", "2012-06-29", "I10",
             "15000.00", "1000.00", "500.00", "1500.00", "9000.00")
BILLS = {bill.name: bill for bill in (TOO_HIGH, DIALYSIS, STAY)}

# What the cashier does, in order.
DAY = [("settle", TOO_HIGH), ("cancel", TOO_HIGH), ("settle", DIALYSIS), ("settle", STAY)]


def setlinfo(bill: Bill, visit: str, number: str, card: str) -> dict:
    """The insurer's settlement as transactions 2206, 2207 and 2304 carry it."""
    yuan = str
    return {
        "setlinfo": {
            "mdtrt_id": visit, "setl_id": number, "psn_no": "", "psn_name": "示例",
            "psn_cert_type": "01", "certno": card, "insutype": INSURANCE,
            "med_type": bill.med_type, "setl_time": f"{bill.end} 10:00:00",
            "medfee_sumamt": yuan(bill.total), "fulamt_ownpay_amt": yuan(bill.out_of_scope),
            "overlmt_selfpay": yuan(bill.over_limit), "preselfpay_amt": yuan(bill.pre_self_pay),
            "inscp_scp_amt": yuan(bill.in_scope), "hifp_pay": yuan(bill.pooled),
            "cvlserv_pay": "0.00", "hifes_pay": "0.00", "hifmi_pay": "0.00", "hifob_pay": "0.00",
            "maf_pay": "0.00", "oth_pay": "0.00", "fund_pay_sumamt": yuan(bill.pooled),
            "psn_part_amt": yuan(bill.left), "acct_pay": "0.00", "psn_cash_pay": yuan(bill.left),
            "hosp_part_amt": "0.00", "acct_mulaid_pay": "0.00",
        },
        "setldetail": [{"fund_pay_type": FUND, "inscp_scp_amt": yuan(bill.in_scope),
                        "fund_payamt": yuan(bill.pooled), "fund_pay_type_name": "统筹基金"}],
    }
