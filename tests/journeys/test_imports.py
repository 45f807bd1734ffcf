"""A list with errors: columns, preview, refused rows downloaded, accepted, looked at, taken back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.steps import enter, press, press_button, told

pytestmark = pytest.mark.browser
TITLES = ("Кто", "E-mail", "Ведомство", "Профессия")


def write(rows: list[tuple[str, ...]]) -> bytes:
    """Write a list as a Russian Excel does: semicolons, Windows-1251, the name of the list above the titles."""
    lines = [("Список слушателей на декабрь", "", "", ""), TITLES, *rows]
    return "\r\n".join(";".join(line) for line in lines).encode("cp1251")


def tab(page: Page, name: str) -> None:
    press(page, page.locator("nav.tabs").get_by_role("link", name=name))


def test_a_list_with_errors_is_taken_over_and_back(open_window, javascript):
    mark = "j" if javascript else "n"
    rows = [
        (
            "Мухаммадиев Сорбон" if javascript else "Ташбаева Зебунисо",
            f"first.{mark}@example.org",
            "TJ-MIA",
            "следователь",
        ),
        ("Лутфиева Шамсия" if javascript else "Бурханов Икром", f"second.{mark}@example.org", "TJ-GPO", "прокурор"),
        ("Неизвестный Орган", f"third.{mark}@example.org", "TJ-NOWHERE", "судья"),
        ("Без Адреса", "нет", "TJ-MIA", "судья"),
        ("Дилноза Рахимова", f"fourth.{mark}@example.org", "TJ-MIA", "тренер"),
    ]
    page = open_window(javascript=javascript)
    enter(page, "dilnoza")
    page.goto("/people")
    press_button(page, "Imports and exports")
    press_button(page, "Import a list")
    page.get_by_label("What the file lists").select_option("people")
    page.locator('input[type="file"]').set_input_files(
        {"name": "декабрь.csv", "mimeType": "text/csv", "buffer": write(rows)}
    )
    press_button(page, "Read the file")
    expect(page.get_by_label("Encoding")).to_have_value("cp1251")
    expect(page.get_by_label("Columns are parted by")).to_have_value(";")
    expect(page.get_by_label("Line of the titles")).to_have_value("2")
    expect(page.get_by_label("What the column “E-mail” holds")).to_have_value("email")
    if not javascript:
        page.get_by_label("What the column “Кто” holds").select_option("")
        press_button(page, "Show what it would do")
        told(page, "Say which column holds: Full name.")
    page.get_by_label("What the column “Кто” holds").select_option("name")
    press_button(page, "Show what it would do")
    expect(page.locator("main")).to_contain_text("Nothing is written yet.")
    expect(page.locator("main tbody tr")).to_have_count(2)
    expect(page.locator("main")).to_contain_text("TJ-NOWHERE")
    with page.expect_download() as download:
        page.get_by_role("link", name="Refused rows, CSV").click()
    text = download.value.path().read_bytes().decode("utf-8-sig")
    assert "Неизвестный Орган" in text
    assert "What is wrong" in text

    tab(page, "To be decided by you")
    page.get_by_label("Another person").check()
    press_button(page, "Save these answers")
    tab(page, "New (3)")
    press_button(page, "Accept 3 rows")
    expect(page.locator("h1")).to_contain_text("Receipt")
    expect(page.locator("main")).to_contain_text(rows[0][0])
    receipt = page.url
    page.goto(f"/people?q=first.{mark}")
    expect(page.locator("main tbody")).to_contain_text(rows[0][0])

    page.goto(receipt)
    press_button(page, "Take the import back")
    page.get_by_label("Reason").fill("Прислали не тот список")
    press_button(page, "Take the import back")
    told(page, "3 changes are taken back.")
    page.goto(f"/people?q=first.{mark}")
    expect(page.locator("main")).to_contain_text("Nobody found")
