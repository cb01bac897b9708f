"""Publication status: which items of a feed, an export or a wire are not published.

An item without a status is published. The words are those of IPTC's ninjs, NITF and
NewsML-G2 (``stat:canceled``), and of WordPress's exports and REST API.
"""

from __future__ import annotations

from searchapp.ingest.events import Version

_WITHDRAWN = frozenset(
    (
        *("canceled", "cancelled", "withheld", "withdrawn", "killed", "kill", "deleted"),
        *("retracted", "spiked", "unpublished"),
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
"""Post types of WordPress and its plugins that are no articles."""


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


def check_published(name: str, status: str) -> None:
    """Raise ``WithdrawnError`` where the *status*, in the field *name*, is not published."""
    word = status.strip().rpartition(":")[2].rpartition("/")[2].lower()
    if word in _WITHDRAWN:
        raise WithdrawnError(f'{name} "{status.strip()}"')


def check_post_type(post_type: str) -> None:
    """Raise ``WithdrawnError`` for a WordPress *post_type* that is no article."""
    if post_type.strip().lower() in _NO_ARTICLES:
        raise WithdrawnError(f'post type "{post_type.strip()}"')
