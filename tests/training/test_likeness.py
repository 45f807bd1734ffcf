"""Who may be the same person: symmetric, reflexive, blind to the order of words, and right on a hand-made list."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.training.rules.likeness import alike, blocks, find_alike

NAMES = st.text(st.sampled_from("абвгдеёжзиклмнопрстуфхчшэюяғӣқӯҳҷabcdefghijklmnopqrstuvwxyz'ʻ- ."), max_size=30)
SAME = """
Шарипов Анвар | Sharipov Anvar
Шарипов Анвар | Шарифов Анвар
Шарипов Анвар | Sharifov Anvar
Шарипов Анвар Каримович | Анвар Шарипов
Шарипов А. | Шарипов Анвар
Шарипов А.К. | Шарипов Анвар Каримович
Ҷӯраева Амина | Джураева Амина
Ҷӯраева Амина | Juraeva Amina
Ҷӯраева Амина | Dzhuraeva Amina
Ҷӯраева Амина | Djuraeva Amina
Ҷӯраева Амина | Чураева Амина
Ҷӯраев Шариф | Жураев Шариф
Ғафуров Толиб | Гафуров Толиб
Ғафуров Толиб | Ghafurov Tolib
Ғафуров Толиб | Gafurov T.
Ҳакимова Дилноза | Хакимова Дилноза
Ҳакимова Дилноза | Hakimova Dilnoza
Ҳакимова Дилноза | Khakimova Dilnoza
Ҳакимова Дилноза | Дилноза Ҳакимова
Oʻktamov Sherzod | Уктамов Шерзод
Oʻktamov Sherzod | Ўктамов Шерзод
Oʻktamov Sherzod | O'ktamov Sherzod
Oʻktamov Sherzod | Uktamov Sherzod
Юсуфӣ Фарида | Yusufi Farida
Юсуфӣ Фарида | Юсуфи Фарида
Қодиров Рустам | Кодиров Рустам
Қодиров Рустам | Kodirov Rustam
Қодиров Рустам | Qodirov Rustam
Раҳимов Далер | Рахимов Далер
Раҳимов Далер | Rahimov Daler
Раҳимов Далер | Rakhimov Daler
Ёров Фирӯз | Еров Фируз
Ёров Фирӯз | Yorov Firuz
Мирзоев Бахтиёр | Mirzoev Bakhtiyor
Мирзоев Бахтиёр | Мирзоев Бахтиер
Мирзоев Бахтиёр | Mirzoyev Bakhtiyor
Шокирҷонов Ҷамшед | Shokirdzhonov Dzhamshed
Шокирҷонов Ҷамшед | Shokirjonov Jamshed
Нуриддинов Фаррух | Nuriddinov Farrukh
Нуриддинов Фаррух | Нуридинов Фарух
Эшонқулов Меҳрубон | Eshonkulov Mehrubon
Эшонқулов Меҳрубон | Эшонкулов Мехрубон
Жумабаев Айбек | Jumabaev Aibek
Жумабаев Айбек | Zhumabayev Aybek
Абдуллаева Мадина | Abdullaeva Madina
Абдуллаева Мадина | Абдулаева Мадина
Алиев Сардор | Aliev Sardor
Алиев Сардор | Aliyev Sardor
Назаров Баҳром | Назаров Бахром
Назаров Баҳром | Nazarov Bahrom
Саидова Гулнора | Saidova Gulnora
Саидова Гулнора | Саидова Гульнора
Каримов Ҷаҳонгир | Karimov Jahongir
Каримов Ҷаҳонгир | Каримов Джахонгир
Хоҷаев Умед | Ходжаев Умед
Хоҷаев Умед | Khojaev Umed
Зоиров Искандар | Zoirov Iskandar
Пирӯзов Сино | Пирузов Сино
Ниёзов Комрон | Niyozov Komron
Ниёзов Комрон | Ниезов Комрон
Тӯраева Шаҳло | Тураева Шахло
Бобоҷонов Равшан | Bobojonov Ravshan
Бобоҷонов Равшан | Бободжонов Равшан
Сайфиддинов Парвиз | Saifiddinov Parviz
Сайфиддинов Парвиз | Sayfiddinov Parviz
Умарова Сабрина Аличоновна | Умарова Сабрина
Ғуломов Наврӯз | Гуломов Навруз
Исмоилов Фарҳод | Ismoilov Farhod
Исмоилов Фарҳод | Исмоилов Фарход
Амина Ҷӯраева | Amina Juraeva
Толиб Ғафуров | Gafurov Tolib
Шоҳида Мавлонова | Shokhida Mavlonova
Sherzod Oʻktamov | Шерзод Ўктамов
Айгүл Жумабаева | Aigul Zhumabaeva
Gʻofurov Sherali | Гафуров Шерали
Gʻofurov Sherali | Ғофуров Шералӣ
G'ulomov Jasur | Гуломов Жасур
Oʻrinboyev Shavkat | Уринбаев Шавкат
Toʻxtayev Bobur | Тухтаев Бобур
Xudoyberdiyev Olim | Худойбердиев Олим
Yoʻldoshev Umid | Юлдашев Умид
Қурбонова Ҳалима Саидовна | Kurbonova Halima
Хакимов Ф. | Ҳакимов Фирдавс
Ҳакимов Ф.Р. | Хакимов Фирдавс Рустамович
Рустамов Ҷамшед Баҳромович | Джамшед Рустамов
Рустамзода Фирдавс | Рустамзода Фирдавси
Назарзода Суҳроб | Nazarzoda Suhrob
Назарзода Суҳроб | Nazarzoda Sukhrob
Искандари Меҳр | Iskandari Mehr
Ӯғулой Ғуломова | Угулой Гуломова
Цой Виктор | Tsoy Viktor
Щербаков Юрий | Shcherbakov Yuri
Щербаков Юрий | Shcherbakov Yuriy
Чернышёв Пётр | Чернышев Петр
Чернышёв Пётр | Chernyshev Pyotr
Яковлева Ольга | Yakovleva Olga
Соловьёва Наталья | Solovyova Natalia
Исоев Ш. | Шарифҷон Исоев
Муҳаммадиев Сорбон | Мухаммадиев Сорбон
Муҳаммадиев Сорбон | Muhammadiev Sorbon
Муҳаммадиев Сорбон | Mukhammadiev Sorbon
Abdullayev Otabek | Абдуллаев Отабек
Нурматов Эркин | Nurmatov Erkin
Эргашев Дилшод | Ergashev Dilshod
Жээнбеков Азамат | Jeenbekov Azamat
Сүйүнбаева Айжан | Suyunbaeva Aijan
Қасымов Нұрлан | Касымов Нурлан
Қасымов Нұрлан | Kassymov Nurlan
Атаева Огулджан | Ataýewa Oguljan
Юнусов Абдулло | Yunusov Abdullo
Шерализода Пайрав | Sheralizoda Payrav
Саид Анвари | Saidi Anvari
Хушвахтов Хушвахт | Khushvakhtov Khushvakht
Зиёев Ватан | Ziyoev Vatan
Давлатшоев Шодӣ | Davlatshoev Shodi
Мирзораҳимов Акбар | Mirzorahimov Akbar
Амина Ҷӯраева | Amina Juraeva Karimovna
""".strip().splitlines()
OTHERS = """
Каримов Анвар | Каримов Анзор
Каримов Алишер | Каримов Алиджон
Назаров Баҳром | Назаров Баҳодур
Назаров Баҳром | Каримов Баҳром
Саидов Алишер | Саидов Далер
Саидов Алишер | Раҷабов Алишер
Шарипов Анвар | Шарипова Мадина
Ҷӯраева Амина | Ҷӯраева Нигина
Ҷӯраева Амина | Ҳакимова Амина
Ғафуров Толиб | Ғафуров Рустам
Қодиров Рустам | Каримов Рустам
Қодиров Рустам | Қосимов Рустам
Мирзоев Бахтиёр | Мирзоев Фаррух
Мирзоев Б. | Мирзоев Ф.
Мирзоев Б. | Мирзоев Фаррух
Юсуфӣ Фарида | Юсуфӣ Шаҳло
Раҳимов Далер | Раҳимов Диловар
Алиев Сардор | Алиев Сино
Алиева Мадина | Алиев Сардор
Зоиров Искандар | Зоиров Исмоил
Хоҷаев Умед | Хоҷаев Умар
Бобоев Равшан | Бобоев Рустам
Тошев Парвиз | Тошев Пӯлод
Анвар | Анвар Шарипов
Шарипов | Шарипов Анвар
А. Б. | В. Г.
Умаров Комил Содиқович | Умаров Комил Фаридович
Саидов Комрон | Сафаров Комрон
Ниёзова Гулноз | Ниёзова Гулчеҳра
Абдуллоев Ҳасан | Абдуллоев Ҳусейн
Давлатов Сомон | Давлатов Суҳроб
Шарифов Ҷамшед | Шарифов Фирдавс
Қурбонов Эраҷ | Қурбонов Эмомалӣ
Обидов Зафар | Обидов Зариф
Холов Манучеҳр | Холов Меҳроб
Sherzod Oktamov | Sherzod Karimov
Aliyev Aziz | Aliyev Bekzod
Амина Ҷӯраева | Баҳром Назаров
Амина Ҷӯраева | Farida Yusufi
Амина Ҷӯраева | Аминҷон Ҷӯраев
Каримова Зарина | Каримова Зарнигор
Саидов Фаррух | Саидов Фарход
Латипов Ином | Латипов Илҳом
Раҳмонов Комил | Раҳмонов Комрон
Назарова Мадина | Назарова Малика
Холиқов Аббос | Холиқов Аброр
Каримов Сорбон | Каримова Собира
Ашуров Абдумалик | Ашуров Абдумаҷид
Бекназаров Улуғбек | Бекназарова Улжан
Қаюмов Анвар | Қосимов Анвар
Олимов Шуҳрат | Олимова Шоира
""".strip().splitlines()


def pairs(lines: list[str]) -> list[tuple[str, str]]:
    return [(one.strip(), other.strip()) for one, _bar, other in (line.partition("|") for line in lines)]


@pytest.mark.parametrize(("one", "other"), pairs(SAME))
def test_spellings_of_one_name_are_alike_and_found(one, other):
    assert alike(one, other)
    assert set(blocks(one)) & set(blocks(other))
    assert find_alike([(2, one)], {"known": other}) == {2: [("known", 0)]}


@pytest.mark.parametrize(("one", "other"), pairs(OTHERS))
def test_different_people_are_not_asked_about(one, other):
    assert not alike(one, other)


def test_the_list_is_long_enough():
    assert len(SAME) + len(OTHERS) >= 165


@given(NAMES, NAMES)
def test_likeness_is_symmetric(one, other):
    assert alike(one, other) == alike(other, one)


@given(NAMES)
def test_everybody_is_like_themselves(name):
    assert alike(name, name)


@given(
    st.lists(NAMES.map(lambda name: name.replace(" ", "")).filter(str.isalpha), min_size=1, max_size=4), st.randoms()
)
def test_the_order_of_words_does_not_matter(words, chance):
    mixed = list(words)
    chance.shuffle(mixed)
    assert alike(" ".join(words), " ".join(mixed))


@given(NAMES, NAMES)
def test_an_earlier_row_is_found_by_a_later_one_only_where_they_are_alike(one, other):
    found = find_alike([(2, one), (3, other)], {})
    assert set(found) <= {3}
    assert not found or alike(one, other)
