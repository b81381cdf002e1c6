"""The seven journeys of the trade, told through the pages in a real browser at a phone's and a desk's width."""
