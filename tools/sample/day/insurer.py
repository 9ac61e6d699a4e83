#!/usr/bin/env python3
"""A sample insurer of the national interface, for the pass-through of the demo and for training.

Knows the bills of bills.py. Settles once for a msgid, cancels by setl_id (2208, 2305), reverses by
msgid (2601). Prints "listening http://127.0.0.1:PORT/".
"""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock

import bills

settled = {}  # msgid -> {"output": ..., "live": bool}
lock = Lock()


def bill_of(data):
    return bills.BILLS[data["chrg_bchno"].rsplit("-", 1)[1]]


def output_of(data, number):
    return bills.setlinfo(bill_of(data), data["mdtrt_id"], number, data["mdtrt_cert_no"])


def take_back(matches):
    for entry in settled.values():
        if entry["live"] and matches(entry):
            entry["live"] = False
            return {}, ""
    return {}, "无此结算或已撤销"


def answer(message):
    infno, data = message["infno"], message.get("input", {}).get("data", {})
    if infno in ("2206", "2303"):
        return output_of(data, ""), ""
    if infno in ("2207", "2304"):
        entry = settled.setdefault(message["msgid"], {
            "output": output_of(data, "S" + data["chrg_bchno"]), "live": True,
            "msgid": message["msgid"]})
        return (entry["output"], "") if entry["live"] else ({}, "该报文已冲正")
    if infno in ("2208", "2305"):
        return take_back(lambda e: e["output"]["setlinfo"]["setl_id"] == data["setl_id"])
    if infno == "2601":
        return take_back(lambda e: e["msgid"] == data["omsgid"])
    return {}, ""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        message = json.loads(self.rfile.read(int(self.headers["content-length"])))
        with lock:
            output, error = answer(message)
        body = json.dumps({
            "infcode": "-1" if error else "0", "inf_refmsgid": "310114201206290000000000000001",
            "refmsg_time": "20120629100000000", "respond_time": "20120629100000001",
            "err_msg": error, "output": output}, ensure_ascii=False).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(f"listening http://127.0.0.1:{server.server_port}/", flush=True)
    server.serve_forever()
