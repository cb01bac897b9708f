"""Short codes of WordPress and its page builders, such as ``[caption width="300"]…[/caption]``.

The codes are removed; the words between an opening and a closing one stay. Brackets that
editors write, such as ``[sic]``, ``[…]`` and ``[John] Smith``, are not short codes.
"""

from __future__ import annotations

import re

_QUOTE = "[\"'“”‘’″′]|&quot;|&#8220;|&#8221;|&#8243;|&#34;|&#39;|&#8217;"
_CODE = re.compile(
    r"\[(?P<escaped>\[)?(?P<close>/)?(?P<name>[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*)"
    r"(?P<attributes>(?:[\s/][^\[\]<>]*)?)\](?(escaped)\])"
)
_ATTRIBUTE = re.compile(rf"\s[\w-]+\s?=\s?(?:{_QUOTE}|[\w#.-])")
_STANDALONE_NAMES = (
    "gallery audio video playlist embed caption wp_caption wpvideo youtube vimeo tweet"
    " twitter instagram facebook soundcloud spotify tiktok googlemaps contact-form"
    " contact-form-7 ninja_form gravityform wpforms formidable mailchimp mc4wp_form"
    " newsletter toc ad ads adrotate adsense advertisement sharing social_share related"
    " related_posts poll polldaddy slideshow jwplayer nggallery ngg_images rev_slider"
    " layerslider nextpage more button spacer separator divider clear space one_half"
    " one_third two_third one_fourth row column columns instagram-feed custom-twitter-feeds"
    " custom-facebook-feed instagram social-share ninja-form contact-form jetpack-related-posts"
    " wp-embed read-more recent-posts tribe-events mailchimp-form sg_popup ess-grid"
)
_STANDALONE = frozenset(_STANDALONE_NAMES.split())
_BUILDER_PREFIXES = (
    *("vc_", "et_pb_", "fusion_", "av_", "cs_", "mk_", "su_", "nd_", "elementor", "tdc_", "td_"),
    *("wpb_", "wp_", "x_", "bs_", "thrive_", "fl_", "siteorigin_", "ultimate_", "dt_", "qode_"),
)
_INLINE_NAMES = (
    "b i u em strong color size font url dropcap su_dropcap highlight su_highlight tooltip"
    " su_tooltip abbr acronym link a span sup sub small"
)
_INLINE = frozenset(_INLINE_NAMES.split())
"""Codes around words of a sentence; the others stand between paragraphs."""


def remove_shortcodes(text: str, boundary: str = "\n\n") -> str:
    """Return *text* without short codes; those of blocks become a *boundary*."""
    if "[" not in text or "]" not in text:
        return text
    closed = {match["name"] for match in _CODE.finditer(text) if match["close"]}

    def replacement(match: re.Match[str]) -> str:
        if match["escaped"]:
            # WordPress shows [[name]] as [name].
            return match[0][1:-1]
        if not _is_code(match, closed):
            return match[0]
        return "" if match["name"] in _INLINE else boundary

    return _CODE.sub(replacement, text)


def _is_code(match: re.Match[str], closed: set[str]) -> bool:
    name = match["name"]
    if name in closed or name in _STANDALONE or name.startswith(_BUILDER_PREFIXES):
        return True
    if "_" in name:
        # Words that editors put in brackets have no underscores.
        return True
    attributes = match["attributes"]
    return attributes.endswith("/") or bool(_ATTRIBUTE.match(attributes))
