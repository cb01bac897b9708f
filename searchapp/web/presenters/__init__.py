"""View models of pages, URLs, charts, speakers and text formatting."""
