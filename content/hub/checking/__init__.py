"""稿件体检 and 账本对账: what is wrong in a manuscript, found before anybody reviews it.

Pure rules over a Manuscript: ``check`` asks them all. What a clerk does about a finding is in services and models.
"""
