"""What the tests of money share: an account, files of a bank, and people paying by transfer."""

import itertools
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape

from licensing import booking, settlements
from licensing.bank import references
from licensing.models import AgencyAccount, Statement
from workflow.gate import perform

IBAN = "JO94CBJO0010000000000131000302"
_numbers = itertools.count(1)


def account(agency: Any, iban: str = IBAN, **fields: Any) -> AgencyAccount:
    """The agency's account for fees."""
    found, _made = AgencyAccount.objects.get_or_create(
        agency=agency,
        defaults={
            "bank": "Central Bank", "holder": "Ministry of Trade", "iban": iban,
            "currency": "JOD", **fields,
        },
    )  # fmt: skip
    return found


def entry(text: str = "", amount: Any = "15.000", **fields: Any) -> dict[str, Any]:
    """One entry of a statement: a credit of today's bank, unless fields say otherwise."""
    given = {
        "text": text, "amount": str(amount), "currency": "JOD", "credit": True, "reversal": False,
        "status": "BOOK", "day": "2026-11-20", "ref": f"BANK{next(_numbers):08}", "rf": "",
        "name": "Al Noor Trading", "iban": "JO15AAAA1234567890123456789012",
    }  # fmt: skip
    return {**given, **fields}


def pays(invoice: Any, amount: Any = None, **fields: Any) -> dict[str, Any]:
    """A transfer for an invoice, under its reference as people type it."""
    return entry(
        f"fee {references.in_fours(invoice.payment_reference).lower()}",
        invoice.amount if amount is None else amount,
        **fields,
    )


def camt(
    *entries: dict[str, Any],
    iban: str = IBAN,
    opening: Any = "100.000",
    closing: Any = None,
    version: str = "02",
) -> bytes:
    """A CAMT.053 file. Version 08 writes states and parties as later versions do."""
    booked = [e for e in entries if e["status"] == "BOOK"]
    moved = sum((Decimal(e["amount"]) * (1 if e["credit"] else -1) for e in booked), Decimal(0))
    end = Decimal(opening) + moved if closing is None else Decimal(closing)
    rows = "".join(_camt_entry(e, version) for e in entries)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>'
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}"><BkToCstmrStmt>'
        f"<GrpHdr><MsgId>1</MsgId></GrpHdr><Stmt><Id>S-{next(_numbers)}</Id>"
        f"<FrToDt><FrDtTm>2026-11-20T00:00:00</FrDtTm><ToDtTm>2026-11-20T23:59:59</ToDtTm></FrToDt>"
        f"<Acct><Id><IBAN>{iban}</IBAN></Id><Ccy>JOD</Ccy></Acct>"
        f"{_balance('OPBD', Decimal(opening))}{_balance('CLBD', end)}{rows}"
        f"</Stmt></BkToCstmrStmt></Document>"
    ).encode()


def _balance(code: str, amount: Decimal) -> str:
    way = "CRDT" if amount >= 0 else "DBIT"
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>"
        f'<Amt Ccy="JOD">{abs(amount)}</Amt><CdtDbtInd>{way}</CdtDbtInd>'
        f"<Dt><Dt>2026-11-20</Dt></Dt></Bal>"
    )


def _camt_entry(e: dict[str, Any], version: str) -> str:
    late = version >= "08"
    status = f"<Sts><Cd>{e['status']}</Cd></Sts>" if late else f"<Sts>{e['status']}</Sts>"
    name = f"<Nm>{escape(e['name'])}</Nm>"
    debtor = f"<Dbtr><Pty>{name}</Pty></Dbtr>" if late else f"<Dbtr>{name}</Dbtr>"
    structured = f"<Strd><CdtrRefInf><Ref>{e['rf']}</Ref></CdtrRefInf></Strd>" if e["rf"] else ""
    return (
        f'<Ntry><Amt Ccy="{e["currency"]}">{e["amount"]}</Amt>'
        f"<CdtDbtInd>{'CRDT' if e['credit'] else 'DBIT'}</CdtDbtInd>"
        + ("<RvslInd>true</RvslInd>" if e["reversal"] else "")
        + f"{status}<BookgDt><Dt>{e['day']}</Dt></BookgDt><ValDt><Dt>{e['day']}</Dt></ValDt>"
        + (f"<AcctSvcrRef>{e['ref']}</AcctSvcrRef>" if e["ref"] else "")
        + f"<NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>"
        f"<RltdPties>{debtor}<DbtrAcct><Id><IBAN>{e['iban']}</IBAN></Id></DbtrAcct></RltdPties>"
        f"<RmtInf>{structured}<Ustrd>{escape(e['text'])}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
    )


def brought_in(cast: Any, *entries: dict[str, Any], **more: Any) -> Statement:
    """A statement of the agency's account that the cashier has brought in."""
    return settlements.bring_in(
        account(cast.trade), "statement.xml", camt(*entries, **more), by=cast.cashier
    )


def booked(cast: Any, *entries: dict[str, Any], **more: Any) -> Statement:
    """The same, booked by the worker."""
    statement = perform(brought_in(cast, *entries, **more), "book", by=cast.cashier)
    booking.carry_on(statement)
    return Statement.objects.get(pk=statement.pk)


def results(statement: Statement) -> list[tuple[str, str]]:
    """The result of each entry, and why."""
    return list(statement.entries.order_by("place").values_list("state", "why"))
