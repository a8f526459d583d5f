"""The public side (公众网页): static pages, Atom, JSON Feed and A3 sheets, made from the signed feed alone.

    signed feed ──verify──▶ register ──▶ pages, lists, feeds ──▶ a folder that nginx or a CDN serves
      signed_feed.py        register.py    pages.py feeds.py      folder.py
                                           sheet.py

``mingbai public`` is the process. It reads the repository as a terminal does, holds no key that signs, and knows
nothing of the hub's database: what was not signed cannot get here.
"""
