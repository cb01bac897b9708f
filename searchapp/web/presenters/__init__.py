"""View models: addresses, charts, speakers and formatting."""
