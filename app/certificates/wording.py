"""The words on the printed certificate, in the seven languages of the region.

They belong to the document, not to the interface: a centre prints in its own language whoever presses the button,
also in languages that the interface does not offer yet.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wording:
    """The fixed words of a certificate in one language."""

    certificate: str
    awarded: str
    completed: str
    hours: str
    issued: str
    valid: str
    renewed: str
    verify: str
    seal: str


WORDINGS = {
    "en": Wording(
        certificate="Certificate",
        awarded="This certificate is awarded to",
        completed="in confirmation of the successful completion of the course",
        hours="{hours} hours",
        issued="Issued: {date}",
        valid="Valid until: {date}",
        renewed="Renewed by refresher hours. First certificate: {date}",
        verify="Verify",
        seal="Seal",
    ),
    "ru": Wording(
        certificate="Сертификат",
        awarded="Настоящий сертификат выдан",
        completed="в подтверждение успешного завершения учебного курса",
        hours="Объём: {hours} ч",
        issued="Дата выдачи: {date}",
        valid="Действителен до: {date}",
        renewed="Продлён за часы повышения квалификации. Первый сертификат: {date}",
        verify="Проверка подлинности",
        seal="М. П.",
    ),
    "tg": Wording(
        certificate="Шаҳодатнома",
        awarded="Шаҳодатномаи мазкур дода шуд ба",
        completed="барои тасдиқи хатми бомуваффақияти курси таълимии",
        hours="Ҳаҷм: {hours} соат",
        issued="Санаи дода шудан: {date}",
        valid="Эътибор дорад то: {date}",
        renewed="Бо соатҳои такмили ихтисос дароз карда шуд. Шаҳодатномаи аввал: {date}",
        verify="Санҷиши аслият",
        seal="Ҷ. М.",
    ),
    "ky": Wording(
        certificate="Сертификат",
        awarded="Бул сертификат төмөнкү адамга берилди",
        completed="окуу курсун ийгиликтүү аяктаганын ырастоо үчүн",
        hours="Көлөмү: {hours} саат",
        issued="Берилген күнү: {date}",
        valid="Жарактуу мөөнөтү: {date}",
        renewed="Кайталап окуу сааттары менен узартылды. Биринчи сертификат: {date}",
        verify="Аныктыгын текшерүү",
        seal="М. О.",
    ),
    "kk": Wording(
        certificate="Сертификат",
        awarded="Осы сертификат берілді",
        completed="оқу курсын сәтті аяқтағанын растау үшін",
        hours="Көлемі: {hours} сағат",
        issued="Берілген күні: {date}",
        valid="Жарамдылық мерзімі: {date}",
        renewed="Қайта даярлау сағаттары арқылы ұзартылды. Алғашқы сертификат: {date}",
        verify="Түпнұсқалығын тексеру",
        seal="М. О.",
    ),
    "uz": Wording(
        certificate="Sertifikat",
        awarded="Ushbu sertifikat berildi",
        completed="oʻquv kursini muvaffaqiyatli tamomlaganini tasdiqlash uchun",
        hours="Hajmi: {hours} soat",
        issued="Berilgan sana: {date}",
        valid="Amal qilish muddati: {date}",
        renewed="Malaka oshirish soatlari bilan uzaytirildi. Birinchi sertifikat: {date}",
        verify="Haqiqiyligini tekshirish",
        seal="M. Oʻ.",
    ),
    "tk": Wording(
        certificate="Güwänama",
        awarded="Şu güwänama berildi",
        completed="okuw kursunyň üstünlikli tamamlanandygyny tassyklamak üçin",
        hours="Möçberi: {hours} sagat",
        issued="Berlen senesi: {date}",
        valid="Hereket edýän möhleti: {date}",
        renewed="Hünär kämilleşdiriş sagatlary bilen uzaldyldy. Ilkinji güwänama: {date}",
        verify="Hakykylygyny barlamak",
        seal="M. Ý.",
    ),
}


def write_hours(wording: Wording, hours: float) -> str:
    """Write the course's length: 24, or 24.5 where it has a half."""
    return wording.hours.format(hours=f"{hours:g}")
