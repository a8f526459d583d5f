"""公开目录: what must be disclosed, by whom, within which time; and 负面清单: what must not.

The catalogue has the columns of the national standard catalogues (国办发〔2019〕54号). It comes from Excel files, every
import is a version of its own, and none holds before a person has confirmed what it changes.
"""
