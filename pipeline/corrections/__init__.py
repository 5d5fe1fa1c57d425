"""A reader's orders in; out, the page as the order has it: a correction chooses where things begin and end, it rewrites nothing.

orders: lines of corrections.jsonl, each checked. places: where an order's characters stand, on its page or on a later copy of it.
damage: what is left out of the reading, and what is not. speeches: the layout corrected. values: speaker, date and place
corrected. turns: who speaks where. sections: the outline corrected, by outlines, which lays sections out. applying: the orders
of one page, and what became of each. filing: files of orders, by page, and what is told of them. gold: a corrected page as the
gold files have it.
Door: applying.place_orders and filing.read_files.
"""
