from selaras.pure.charts.text import width_of, wrapped


def test_words_wrap_where_the_room_ends():
    assert wrapped("Teknologi Informasi dan Komunikasi", 100, 12) == (
        "Teknologi",
        "Informasi dan",
        "Komunikasi",
    )


def test_a_word_longer_than_the_room_stands_alone():
    assert wrapped("di Penyelenggaraan", 20, 12) == ("di", "Penyelenggaraan")


def test_no_words_make_no_lines():
    assert wrapped("  ", 100, 12) == ()


def test_bold_words_are_wider():
    assert width_of("2,49", 12, bold=True) > width_of("2,49", 12)
