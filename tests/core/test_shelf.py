from app.core.shelf import Shelf


def test_the_least_used_goes_first() -> None:
    shelf: Shelf[int] = Shelf(2)
    shelf.put("a", 1)
    shelf.put("b", 2)
    shelf.take("a", lambda: 0)
    shelf.put("c", 3)

    assert (shelf.find("a"), shelf.find("b"), shelf.find("c")) == (1, None, 3)


def test_what_does_not_exist_is_asked_again() -> None:
    shelf: Shelf[int] = Shelf(2)

    assert shelf.take("a", lambda: None) is None
    assert shelf.take("a", lambda: 5) == 5
    assert shelf.take("a", lambda: 6) == 5
