"""Read the pages, mails and Word documents that editors have, for `syndication import`."""
