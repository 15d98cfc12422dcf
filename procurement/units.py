"""Units of measurement: codes of UN/CEFACT Recommendation 20 (and 21 for packages, with X),
with their names in both languages. The list holds what public buyers ask for; the codes are
those of the standard, so that open data can be compared.
"""

from django.utils.translation import get_language

USUAL = "C62"

# code: (Arabic, English), the common ones first in each group.
UNITS: dict[str, tuple[str, str]] = {
    # --- counted ---
    "C62": ("قطعة", "piece"),
    "SET": ("طقم", "set"),
    "PR": ("زوج", "pair"),
    "DZN": ("دزينة", "dozen"),
    "CEN": ("مئة", "hundred"),
    "MIL": ("ألف", "thousand"),
    "KT": ("عُدّة", "kit"),
    "LS": ("مبلغ مقطوع", "lump sum"),
    "E48": ("خدمة", "service"),
    "IE": ("شخص", "person"),
    "AS": ("تشكيلة", "assortment"),
    "ZP": ("صفحة", "page"),
    "ST": ("ورقة", "sheet"),
    "RM": ("رزمة ورق", "ream"),
    # --- packages ---
    "PK": ("عبوة", "pack"),
    "XBX": ("صندوق", "box"),
    "XCT": ("كرتونة", "carton"),
    "XBG": ("كيس", "bag"),
    "XBO": ("قنينة", "bottle"),
    "XVI": ("قارورة دواء", "vial"),
    "XAM": ("أمبولة", "ampoule"),
    "XTU": ("أنبوب", "tube"),
    "XCA": ("علبة معدنية", "can"),
    "XJR": ("برطمان", "jar"),
    "XDR": ("برميل معدني", "drum"),
    "XBA": ("برميل", "barrel"),
    "XCY": ("أسطوانة", "cylinder"),
    "XRO": ("لفة", "roll"),
    "XPX": ("منصة تحميل", "pallet"),
    "XCN": ("حاوية", "container"),
    "XSA": ("شوال", "sack"),
    "XBE": ("حزمة", "bundle"),
    "XCQ": ("خرطوشة", "cartridge"),
    # --- mass ---
    "KGM": ("كيلوغرام", "kilogram"),
    "GRM": ("غرام", "gram"),
    "MGM": ("مليغرام", "milligram"),
    "MC": ("ميكروغرام", "microgram"),
    "TNE": ("طن", "tonne"),
    "LBR": ("رطل إنجليزي", "pound"),
    "ONZ": ("أونصة", "ounce"),
    # --- volume ---
    "LTR": ("لتر", "litre"),
    "MLT": ("مليلتر", "millilitre"),
    "CLT": ("سنتيلتر", "centilitre"),
    "HLT": ("هكتولتر", "hectolitre"),
    "4G": ("ميكرولتر", "microlitre"),
    "MTQ": ("متر مكعب", "cubic metre"),
    "CMQ": ("سنتيمتر مكعب", "cubic centimetre"),
    "DMQ": ("ديسيمتر مكعب", "cubic decimetre"),
    "FTQ": ("قدم مكعبة", "cubic foot"),
    "GLL": ("غالون أمريكي", "gallon (US)"),
    "BLL": ("برميل نفط", "barrel of oil (158.99 l)"),
    # --- length and area ---
    "MTR": ("متر", "metre"),
    "MMT": ("مليمتر", "millimetre"),
    "CMT": ("سنتيمتر", "centimetre"),
    "KMT": ("كيلومتر", "kilometre"),
    "LM": ("متر طولي", "linear metre"),
    "INH": ("بوصة", "inch"),
    "FOT": ("قدم", "foot"),
    "YRD": ("ياردة", "yard"),
    "MTK": ("متر مربع", "square metre"),
    "CMK": ("سنتيمتر مربع", "square centimetre"),
    "KMK": ("كيلومتر مربع", "square kilometre"),
    "HAR": ("هكتار", "hectare"),
    "DAA": ("دونم", "decare (dunum)"),
    "FTK": ("قدم مربعة", "square foot"),
    # --- time ---
    "HUR": ("ساعة", "hour"),
    "MIN": ("دقيقة", "minute"),
    "DAY": ("يوم", "day"),
    "WEE": ("أسبوع", "week"),
    "MON": ("شهر", "month"),
    "QAN": ("ربع سنة", "quarter of a year"),
    "ANN": ("سنة", "year"),
    "LH": ("ساعة عمل", "labour hour"),
    "E49": ("يوم عمل", "working day"),
    "3C": ("شهر عمل للفرد", "manmonth"),
    # --- energy and electricity ---
    "KWH": ("كيلوواط ساعة", "kilowatt hour"),
    "MWH": ("ميغاواط ساعة", "megawatt hour"),
    "KWT": ("كيلوواط", "kilowatt"),
    "WTT": ("واط", "watt"),
    "MAW": ("ميغاواط", "megawatt"),
    "KVA": ("كيلوفولت أمبير", "kilovolt-ampere"),
    "MVA": ("ميغافولت أمبير", "megavolt-ampere"),
    "VLT": ("فولت", "volt"),
    "AMP": ("أمبير", "ampere"),
    "AMH": ("أمبير ساعة", "ampere hour"),
    "JOU": ("جول", "joule"),
    "GV": ("غيغاجول", "gigajoule"),
    "BTU": ("وحدة حرارية بريطانية", "British thermal unit"),
    # --- data and others ---
    "AD": ("بايت", "byte"),
    "4L": ("ميغابايت", "megabyte"),
    "E34": ("غيغابايت", "gigabyte"),
    "E35": ("تيرابايت", "terabyte"),
    "A99": ("بت", "bit"),
    "E14": ("كيلوسعرة", "kilocalorie"),
    "BAR": ("بار", "bar"),
    "KPA": ("كيلوباسكال", "kilopascal"),
    "CEL": ("درجة مئوية", "degree Celsius"),
    "P1": ("بالمئة", "per cent"),
    "NIU": ("وحدة دولية", "number of international units"),
    "C34": ("مول", "mole"),
    "MQH": ("متر مكعب في الساعة", "cubic metre per hour"),
    "TKM": ("طن كيلومتر", "tonne kilometre"),
    "KNT": ("عقدة بحرية", "knot"),
}


def label(code: str) -> str:
    """The unit in the reader's language; a unit that is not of the list as it came."""
    names = UNITS.get(code)
    if names is None:
        return code
    return names[0] if (get_language() or "en").startswith("ar") else names[1]


def both(code: str) -> tuple[str, str]:
    """The unit in (Arabic, English)."""
    return UNITS.get(code, (code, code))


def choices() -> list[tuple[str, str]]:
    """Every unit with its code, for a form in the reader's language."""
    return [(code, f"{label(code)} ({code})") for code in UNITS]
