"""Turn a folder of plain-text newsletter issues into feeds to rely on for years.

issues/*/*.txt
  | library    find the files, parse each one             -> Issue
  | entries    cut issues into what a reader sees          -> Entry
  | ledger     give each entry its lasting dates           -> Record
  | archive    issues and ledger, held against each other  -> Served
  | catalog    gather entries into the feeds we run        -> Feed
  | paging     split long feeds into documents             -> Feed
  | render     write one feed in one format                -> bytes
  | writer     write feeds out of entries written once     -> Document
  | site       which paths there are, how each is made     -> Document
  | snapshot   every path of the site and its bytes        -> Snapshot
  | web, export, client   serve it, save it, announce and verify it

A module may import those before it in the flow, never those after it.
"""
