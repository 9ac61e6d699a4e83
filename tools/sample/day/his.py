#!/usr/bin/env python3
"""A sample HIS: bills one patient's day (bills.py) through one of the edge's doors.

  his.py national|pass-through URL CARD PREFIX
  his.py hl7 HOST:PORT CARD PREFIX
  his.py files FOLDER CARD PREFIX

PREFIX begins the numbers of visits and bills and the message ids. --bills-of P keeps the numbers of
another prefix: the same bills through another door; with --again each of them must be refused, or
change nothing. --only NAME sends one bill. Prints one line a message: what the edge said. Nothing
here is of the edge's making: it is an independent peer.
"""

import argparse
import json
import os
import socket
import sys
import time
import urllib.request

import bills


class Numbers:
    def __init__(self, arguments):
        self.card, self.prefix = arguments.card, arguments.prefix
        self.of = arguments.bills_of or arguments.prefix
        self.day = bills.DAY
        if arguments.again:  # What was taken back may be billed anew; the rest stands.
            self.day = [step for step in bills.DAY if step[1] is not bills.TOO_HIGH]
        if arguments.only:
            self.day = [step for step in bills.DAY if step[1].name == arguments.only]

    def visit(self, bill):
        return f"{self.of}-{bill.visit}"

    def number(self, bill):
        return f"S{self.of}-{bill.name}"

    def message(self, what, bill):
        return f"{self.prefix}-{what}-{bill.name}"


# --- national, and through the insurer -----------------------------------------------------------

def envelope(infno, msgid, data):
    return {"infno": infno, "msgid": msgid, "mdtrtarea_admvs": "310114",
            "insuplc_admdvs": "310114", "recer_sys_code": "YIZHAN", "infver": "V1.0",
            "opter_type": "1", "opter": "0001", "opter_name": "一号窗口",
            "inf_time": "2012-06-29 10:00:00", "fixmedins_code": bills.HOSPITAL,
            "fixmedins_name": "安亭示范医院", "input": data}


def post(url, message):
    body = json.dumps(message, ensure_ascii=False).encode()
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as response:
        return json.load(response)


def said(message, answer):
    info = answer.get("output", {}).get("setlinfo", {}) if answer["infcode"] == "0" else {}
    amounts = f"救助 {info.get('maf_pay', '')} 现金 {info.get('psn_cash_pay', '')}"
    text = answer.get("err_msg") or amounts
    print(f"{message['infno']} {message['msgid']}: {answer['infcode']} {text}")
    return answer["infcode"] == "0"


def service(bill, visit):
    return {"mdtrtinfo": {"mdtrt_id": visit, "begntime": bill.begin, "endtime": bill.end},
            "diseinfo": [{"diag_srt_no": 1, "diag_code": bill.diagnosis}]}


def national(url, numbers):
    ok = True
    for what, bill in numbers.day:
        infno = "2304" if bill.med_type == "21" else "2207"
        if what == "settle":
            visit = numbers.visit(bill)
            data = bills.setlinfo(bill, visit, numbers.number(bill), numbers.card)
            message = envelope(infno, numbers.message(what, bill), data | service(bill, visit))
        else:
            message = envelope("2601", numbers.message(what, bill), {"data": {
                "psn_no": "", "omsgid": numbers.message("settle", bill), "oinfno": infno}})
        ok &= said(message, post(url, message))
    return ok


def pass_through(url, numbers):
    """The HIS speaks to its insurer as it always did; only the address has changed."""
    ok = True
    for what, bill in numbers.day:
        visit, stay = numbers.visit(bill), bill.med_type == "21"
        if what == "settle":
            told = envelope("2203", numbers.message("visit", bill), service(bill, visit))
            ok &= said(told, post(url, told))
            message = envelope("2304" if stay else "2207", numbers.message(what, bill), {"data": {
                "psn_no": "", "mdtrt_cert_type": "02", "mdtrt_cert_no": numbers.card,
                "mdtrt_id": visit, "med_type": bill.med_type,
                "chrg_bchno": numbers.number(bill)[1:], "medfee_sumamt": str(bill.total),
                "insutype": bills.INSURANCE}})
        else:
            message = envelope("2305" if stay else "2208", numbers.message(what, bill), {"data": {
                "setl_id": numbers.number(bill), "mdtrt_id": visit, "psn_no": ""}})
        ok &= said(message, post(url, message))
    return ok


# --- HL7 v2 over MLLP ----------------------------------------------------------------------------

def segments(*rows):
    return "".join("|".join(map(str, row)) + "\r" for row in rows)


def dft(what, bill, numbers):
    def day(text):
        return text.replace("-", "")

    credit = what == "cancel"
    amount = f"{bill.total}"
    control = numbers.message(what, bill)
    pv1 = ["PV1", 1, "I" if bill.med_type == "21" else "S"] + [""] * 16 + [numbers.visit(bill)]
    pv1 += [""] * 24 + [day(bill.begin), day(bill.end)]
    return control, segments(
        ["MSH", "^~\\&", "HIS", "ANTING", "EDGE", "YIZHAN", "20120629100000", "", "DFT^P03",
         control, "P", "2.5", "", "", "", "", "CHN", "UNICODE UTF-8"],
        ["EVN", "P03", "20120629100000"],
        ["PID", 1, "", f"{numbers.card}^^^^NI", "", "示例"], pv1,
        ["FT1", 1, "T1", "", day(bill.end), day(bill.end), "CD" if credit else "CG", "FEE", "",
         "", 1, amount],
        ["DG1", 1, "", bill.diagnosis],
        ["IN1", 1, bills.INSURANCE],
        ["ZPR", numbers.number(bill), bill.in_scope, bill.pre_self_pay, bill.over_limit,
         bill.out_of_scope, bill.pooled, numbers.message("settle", bill) if credit else ""])


def hl7(address, numbers):
    host, port = address.rsplit(":", 1)
    ok = True
    with socket.create_connection((host, int(port)), timeout=30) as peer:
        for what, bill in numbers.day:
            control, message = dft(what, bill, numbers)
            peer.sendall(b"\x0b" + message.encode() + b"\x1c\r")
            frame = b""
            while not frame.endswith(b"\x1c\r"):
                read = peer.recv(65536)
                if not read:
                    raise ConnectionError("the edge closed the connection")
                frame += read
            answer = frame.strip(b"\x0b\x1c\r").decode()
            msa = next(line.split("|") for line in answer.split("\r") if line.startswith("MSA"))
            if msa[2] != control:
                raise ValueError(f"MSA-2 is {msa[2]}, not {control}")
            text = [line for line in answer.split("\r") if line[:3] in ("ERR", "ZYZ")]
            print(f"DFT {control}: {msa[1]} {' '.join(text)}")
            ok &= msa[1] == "AA"
    return ok


# --- files in a watched folder -------------------------------------------------------------------

COLUMNS = ["报文号", "就诊号", "结算编号", "证件号码", "医疗类别", "开始日期", "结束日期", "结算日期", "诊断",
           "总费用", "政策范围内", "先行自付", "超限价自付", "全自费", f"基金{bills.FUND}"]


def lay(folder, name, text):
    """Writes under another name first: a half-written list must not be read."""
    path = os.path.join(folder, name)
    with open(path + ".part", "w", encoding="utf-8") as file:
        file.write(text)
    os.rename(path + ".part", path)
    for _ in range(600):
        if os.path.exists(path + ".result.csv"):
            with open(path + ".result.csv", encoding="utf-8-sig") as file:
                return file.read()
        time.sleep(0.1)
    raise TimeoutError(f"no result for {name}")


def files(folder, numbers):
    ok = True
    for place, (what, bill) in enumerate(numbers.day):
        stay = bill.med_type == "21"
        if what == "settle":
            row = [numbers.message(what, bill), numbers.visit(bill), numbers.number(bill),
                   numbers.card, bill.med_type, bill.begin, bill.end, bill.end, bill.diagnosis,
                   bill.total, bill.in_scope, bill.pre_self_pay, bill.over_limit,
                   bill.out_of_scope, bill.pooled]
            text = ",".join(COLUMNS) + "\n" + ",".join(map(str, row)) + "\n"
            name = f"{numbers.prefix}-{place}.csv"
        else:
            text = json.dumps(envelope("2601", numbers.message(what, bill), {"data": {
                "psn_no": "", "omsgid": numbers.message("settle", bill),
                "oinfno": "2304" if stay else "2207"}}), ensure_ascii=False) + "\n"
            name = f"{numbers.prefix}-{place}.jsonl"
        result = lay(folder, name, text)
        print(f"{name}: {result.splitlines()[-1]}")
        ok &= "拒绝" not in result
    return ok


DOORS = {"national": national, "pass-through": pass_through, "hl7": hl7, "files": files}

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="a sample HIS")
    parser.add_argument("door", choices=DOORS)
    parser.add_argument("address")
    parser.add_argument("card")
    parser.add_argument("prefix")
    parser.add_argument("--bills-of", default="")
    parser.add_argument("--again", action="store_true")
    parser.add_argument("--only", default="")
    arguments = parser.parse_args()
    day_went_well = DOORS[arguments.door](arguments.address, Numbers(arguments))
    # Through the insurer a bill that another door settled is the insurer's settlement without aid.
    as_it_must = day_went_well != arguments.again or arguments.door == "pass-through"
    sys.exit(0 if as_it_must else 1)
