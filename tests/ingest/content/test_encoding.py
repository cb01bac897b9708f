import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.ingest.articles import ArticleError
from searchapp.ingest.content.encoding import declared_encoding, decode, utf8_stream
from tests.ingest.reading import article_of, texts_of

CURLY = "“They’re late – again,” said Zoë Hjelm."


@pytest.mark.parametrize("label", ["iso-8859-1", "latin1", "us-ascii", "windows-1252", "L1"])
def test_labels_mean_windows_1252_as_in_browsers(label: str) -> None:
    assert decode(CURLY.encode("cp1252"), label) == (CURLY, None)


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_comes_before_the_declaration(codec: str) -> None:
    assert decode(CURLY.encode(codec), "koi8-r") == (CURLY, None)


def test_utf_8_is_read_as_such_whatever_page_of_one_byte_it_declares() -> None:
    assert decode(CURLY.encode(), "iso-8859-1") == (CURLY, None)


@pytest.mark.parametrize(
    ("codec", "text"),
    [
        ("cp1251", "Паром опоздал на два часа, сказал начальник порта Кожевников."),
        ("cp1250", "Prom spóźnił się o dwie godziny, powiedział kierownik przystani Łukasz Żak."),
        ("cp1253", "Το πλοίο άργησε δύο ώρες, είπε ο λιμενάρχης Γιώργος."),
        ("shift_jis", "フェリーは二時間遅れたと港長の山本さんが述べた。"),
        ("gb18030", "渡轮晚点两个小时，港口负责人李先生说。"),
    ],
)
def test_text_that_declares_nothing_is_read_by_its_content(codec: str, text: str) -> None:
    found, warning = decode(text.encode(codec))
    assert found == text
    assert warning is not None


def test_a_few_marks_are_read_as_windows_1252() -> None:
    text, warning = decode(CURLY.encode("cp1252"))
    assert text == CURLY
    assert warning == "it is not UTF-8 and was read as Windows-1252"


def test_bytes_that_no_encoding_has_are_an_error() -> None:
    with pytest.raises(ArticleError, match="neither UTF-8"):
        decode(b"ab\x81\x8dcd")


@pytest.mark.parametrize(
    ("head", "label"),
    [
        (b'<?xml version="1.0" encoding="ISO-8859-1"?><a/>', "ISO-8859-1"),
        (b"<html><meta charset=latin1>", "latin1"),
        (b'<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-15">',
         "iso-8859-15"),
        (b"<p>no charset=x here</p>", ""),
    ],
)  # fmt: skip
def test_the_declared_encoding_is_found(head: bytes, label: str) -> None:
    assert declared_encoding(head) == label


@given(st.text(max_size=300), st.sampled_from(["utf-16", "cp1252", "utf-8"]))
def test_a_stream_gives_the_same_text_as_utf_8(text: str, codec: str) -> None:
    encoded = text.encode(codec, "ignore")
    expected = encoded.decode(codec, "ignore")
    assert utf8_stream(io.BytesIO(encoded), codec).read().decode() == expected


def test_a_page_and_a_feed_that_declare_latin_1_keep_their_quotation_marks() -> None:
    sentence = f"{CURLY} The ferry had been due at noon, and it came at three in the afternoon."
    page = f"<html><head><meta charset=iso-8859-1><title>Ferry</title></head><p>{sentence}</p>"
    feed = (
        '<?xml version="1.0" encoding="iso-8859-1"?><rss><channel><item><guid>f</guid>'
        f"<title>Ferry’s late</title><description>{sentence}</description></item></channel></rss>"
    )
    assert sentence in texts_of(article_of("f.html", page.encode("cp1252")))
    article = article_of("f.rss", feed.encode("cp1252"))
    assert (article.title, texts_of(article)) == ("Ferry’s late", [sentence])


@pytest.mark.parametrize("name", ["t.txt", "t.md", "t.csv", "t.jsonl"])
def test_formats_of_lines_are_read_in_utf_16(name: str) -> None:
    content = {
        "t.txt": "Fähre\n\nZu spät.",
        "t.md": "# Fähre\n\nZu spät.",
        "t.csv": "title,body\nFähre,Zu spät.\n",
        "t.jsonl": '{"id": "t", "title": "Fähre", "body": "Zu spät."}\n',
    }[name]
    article = article_of(name, content.encode("utf-16"))
    assert (article.title, texts_of(article)) == ("Fähre", ["Zu spät."])
