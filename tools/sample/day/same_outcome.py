#!/usr/bin/env python3
"""Compares what the ledger holds of each prefix's day (`yizhan list --json` on standard input).

Numbers, ids, times and persons differ; amounts, programs, dates and states must not.
"""

import json
import sys

AMOUNTS = ("aid_fen", "patient_due_fen", "account_applied_fen", "cash_due_fen")


def outcome_of(result, prefix):
    bill, outcome = result["bill"], result["outcome"]
    return {
        "bill": bill["bill_no"].removeprefix(f"S{prefix}-"), "state": result["state"],
        "care_kind": bill["care_kind"], "total": bill["total_fen"],
        "service_end": bill["service_end"], "accounting_date": bill["accounting_date"],
        "lines": [(line["program_id"], line["pay_fen"]) for line in result["lines"]],
        **{key: outcome[key] for key in AMOUNTS},
    }


def day_of(results, prefix):
    mine = [r for r in results if r["bill"]["bill_no"].startswith(f"S{prefix}-")]
    return [outcome_of(r, prefix) for r in sorted(mine, key=lambda r: int(r["number"]))]


if __name__ == "__main__":
    listed = json.load(sys.stdin)["results"]
    days = {prefix: day_of(listed, prefix) for prefix in sys.argv[1:]}
    first = next(iter(days.values()))
    for step in first:
        print("  " + " ".join(f"{key}={value}" for key, value in step.items()))
    for prefix, day in days.items():
        if day != first:
            sys.exit(f"{prefix} differs: {day}")
    if len(first) != 3:
        sys.exit(f"3 settlements are expected, {len(first)} are there")
    print(f"the same outcome {len(days)} times")
