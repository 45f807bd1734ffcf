"""Study tours: host, programme of visits, travellers and their reports."""
