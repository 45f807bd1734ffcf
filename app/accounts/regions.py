"""The regions of each country by their codes (ISO 3166-2), with their names in English, Russian and Tajik."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

_LIST = """
KZ-10  Abai region | Абайская область | вилояти Абай
KZ-11  Aqmola region | Акмолинская область | вилояти Акмола
KZ-15  Aqtobe region | Актюбинская область | вилояти Актӯба
KZ-75  Almaty (city) | город Алматы | шаҳри Алматӣ
KZ-19  Almaty region | Алматинская область | вилояти Алматӣ
KZ-71  Astana (city) | город Астана | шаҳри Остона
KZ-23  Atyrau region | Атырауская область | вилояти Атирау
KZ-63  East Kazakhstan region | Восточно-Казахстанская область | вилояти Қазоқистони Шарқӣ
KZ-31  Jambyl region | Жамбылская область | вилояти Ҷамбул
KZ-33  Jetisu region | Жетысуская область | вилояти Жетисӯ
KZ-35  Qaraghandy region | Карагандинская область | вилояти Қарағанда
KZ-39  Qostanai region | Костанайская область | вилояти Қӯстанай
KZ-43  Qyzylorda region | Кызылординская область | вилояти Қизилӯрда
KZ-47  Mangystau region | Мангистауская область | вилояти Манғистау
KZ-59  North Kazakhstan region | Северо-Казахстанская область | вилояти Қазоқистони Шимолӣ
KZ-55  Pavlodar region | Павлодарская область | вилояти Павлодар
KZ-79  Shymkent (city) | город Шымкент | шаҳри Чимкент
KZ-61  Turkistan region | Туркестанская область | вилояти Туркистон
KZ-62  Ulytau region | Улытауская область | вилояти Улитау
KZ-27  West Kazakhstan region | Западно-Казахстанская область | вилояти Қазоқистони Ғарбӣ
KG-B   Batken region | Баткенская область | вилояти Боткент
KG-GB  Bishkek (city) | город Бишкек | шаҳри Бишкек
KG-C   Chuy region | Чуйская область | вилояти Чӯй
KG-Y   Issyk-Kul region | Иссык-Кульская область | вилояти Иссиқкӯл
KG-J   Jalal-Abad region | Джалал-Абадская область | вилояти Ҷалолобод
KG-N   Naryn region | Нарынская область | вилояти Норин
KG-GO  Osh (city) | город Ош | шаҳри Ӯш
KG-O   Osh region | Ошская область | вилояти Ӯш
KG-T   Talas region | Таласская область | вилояти Талас
TJ-RA  Districts of Republican Subordination | Районы республиканского подчинения | ноҳияҳои тобеи ҷумҳурӣ
TJ-DU  Dushanbe (city) | город Душанбе | шаҳри Душанбе
TJ-GB  Gorno-Badakhshan Autonomous Region | Горно-Бадахшанская автономная область | Вилояти Мухтори Кӯҳистони Бадахшон
TJ-KT  Khatlon region | Хатлонская область | вилояти Хатлон
TJ-SU  Sughd region | Согдийская область | вилояти Суғд
TM-A   Ahal region | Ахалский велаят | вилояти Аҳал
TM-S   Ashgabat (city) | город Ашхабад | шаҳри Ашқобод
TM-B   Balkan region | Балканский велаят | вилояти Балкан
TM-D   Dashoguz region | Дашогузский велаят | вилояти Тошҳавуз
TM-L   Lebap region | Лебапский велаят | вилояти Лабоб
TM-M   Mary region | Марыйский велаят | вилояти Марв
UZ-AN  Andijan region | Андижанская область | вилояти Андиҷон
UZ-BU  Bukhara region | Бухарская область | вилояти Бухоро
UZ-FA  Fergana region | Ферганская область | вилояти Фарғона
UZ-JI  Jizzakh region | Джизакская область | вилояти Ҷиззах
UZ-QR  Karakalpakstan, Republic of | Республика Каракалпакстан | Ҷумҳурии Қароқалпоқистон
UZ-QA  Kashkadarya region | Кашкадарьинская область | вилояти Қашқадарё
UZ-XO  Khorezm region | Хорезмская область | вилояти Хоразм
UZ-NG  Namangan region | Наманганская область | вилояти Намангон
UZ-NW  Navoi region | Навоийская область | вилояти Навоӣ
UZ-SA  Samarkand region | Самаркандская область | вилояти Самарқанд
UZ-SU  Surkhandarya region | Сурхандарьинская область | вилояти Сурхондарё
UZ-SI  Syrdarya region | Сырдарьинская область | вилояти Сирдарё
UZ-TK  Tashkent (city) | город Ташкент | шаҳри Тошканд
UZ-TO  Tashkent region | Ташкентская область | вилояти Тошканд
"""
LONGEST_CODE = 6


def _read(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    for line in text.strip().splitlines():
        code, names = line.split(maxsplit=1)
        yield code, dict(zip(("en", "ru", "tg"), (each.strip() for each in names.split("|")), strict=True))


REGION_NAMES: Final[Mapping[str, dict[str, str]]] = dict(_read(_LIST))


def country_of(region: str) -> str:
    """Return the country that a region lies in."""
    return region.partition("-")[0]


def regions_of(country: str) -> dict[str, dict[str, str]]:
    """Return the regions of a country by their codes."""
    return {code: names for code, names in REGION_NAMES.items() if country_of(code) == country}
