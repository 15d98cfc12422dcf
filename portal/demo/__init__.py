"""The demonstration: a small country's agencies, people, companies, licences and tenders.

`bin/manage demo` makes it all in one transaction, through the real actions. Killed halfway
it leaves nothing; run again it changes nothing.
"""
