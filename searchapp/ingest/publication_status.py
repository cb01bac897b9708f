"""Publication status: which items of a feed, an export or a wire are not published.

An item without a status is published. The words are those of IPTC's ninjs, NITF and
NewsML-G2 (``stat:canceled``), and of WordPress's exports and REST API.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from searchapp.ingest.events import Version

_WITHDRAWN = frozenset(
    (
        *("canceled", "cancelled", "withheld", "withdrawn", "killed", "kill", "deleted"),
        *("retracted", "spiked", "unpublished", "embargoed"),
        # WordPress
        *("draft", "auto-draft", "private", "trash", "pending", "future", "inherit"),
    )
)
_NO_ARTICLES = frozenset(
    (
        *("attachment", "revision", "nav_menu_item", "custom_css", "customize_changeset"),
        *("oembed_cache", "user_request", "wp_block", "wp_template", "wp_template_part"),
        *("wp_global_styles", "wp_navigation", "wp_font_family", "wp_font_face"),
        *("acf-field", "acf-field-group", "feedback", "elementor_library", "popup"),
        *("product", "product_variation", "shop_order", "shop_order_refund", "shop_coupon"),
        *("wpcf7_contact_form", "amp_validated_url", "mailpoet_page", "tablepress_table"),
    )
)
"""Post types of WordPress and its plugins that are not articles."""

_NO_TEXTS = frozenset(("picture", "photo", "video", "audio", "graphic", "animation", "composite"))
"""Classes of items in NewsML-G2 (``ninat:picture``) and types in ninjs that hold no text."""


class WithdrawnError(ValueError):
    """An item that is not published; the message says what shows it.

    ``article_id`` and ``version`` are those that the article would have, where known.
    """

    def __init__(
        self, reason: str, article_id: str | None = None, version: Version | None = None
    ) -> None:
        self.article_id = article_id
        self.version = version
        super().__init__(reason)


@contextmanager
def withdrawn_as(article_id: str | None, version: Version | None) -> Iterator[None]:
    """Give a ``WithdrawnError`` of the context the id and the version of the article."""
    try:
        yield
    except WithdrawnError as error:
        raise WithdrawnError(str(error), article_id, version) from None


def code_of(term: str) -> str:
    """Return the code in a QCode such as ``stat:usable``, in a URI, or in a plain word."""
    return term.strip().rpartition(":")[2].rpartition("/")[2].lower()


def check_published(name: str, status: str) -> None:
    """Raise ``WithdrawnError`` where the *status*, in the field *name*, is not published."""
    if code_of(status) in _WITHDRAWN:
        raise WithdrawnError(f'{name} "{status.strip()}"')


def check_post_type(post_type: str) -> None:
    """Raise ``WithdrawnError`` for a WordPress *post_type* that is not an article."""
    if post_type.strip().lower() in _NO_ARTICLES:
        raise WithdrawnError(f'post type "{post_type.strip()}"')


def check_embargo(until: str) -> None:
    """Raise ``WithdrawnError`` where *until*, a time in ISO 8601, is in the future."""
    try:
        end = datetime.datetime.fromisoformat(until.strip())
    except ValueError:
        return
    if end.tzinfo is None:
        end = end.replace(tzinfo=datetime.UTC)
    if end > datetime.datetime.now(datetime.UTC):
        raise WithdrawnError(f'embargoed until "{until.strip()}"')


def check_has_text(name: str, item_class: str, paragraphs: Sequence[str]) -> None:
    """Raise ``WithdrawnError`` for a picture and the like without text.

    *item_class* is the value of the field *name*.
    """
    if code_of(item_class) in _NO_TEXTS and not any(paragraphs):
        raise WithdrawnError(f'{name} "{item_class.strip()}"')
