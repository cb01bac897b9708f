"""Flask application that searches a news archive: who said what, and when, by paragraph."""

from __future__ import annotations

from typing import TYPE_CHECKING

__all__ = ["blueprint", "create_app"]

if TYPE_CHECKING:
    from searchapp.application import blueprint, create_app
else:

    def __getattr__(name: str) -> object:
        """Import the application when it is first used: processes that index do without it."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from searchapp import application

        return getattr(application, name)
