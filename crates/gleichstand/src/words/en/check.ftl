# Findings of the check of a data file: a rule a line (pst::Flaw), where they lie, what follows.

## Header
check-client-magic = The header does not carry Outlook's signature ({ $found }).
check-version = The file has a version that Outlook no longer writes ({ $found }).
check-client-version = The version of the data service is { $found } instead of 19.
check-platform = The platform fields are { $create } and { $access } instead of 1 and 1.
check-header-checksum = The header's checksum is wrong ({ $found } instead of { $expected }).
check-header-full-checksum = The header's second checksum is wrong ({ $found } instead of { $expected }); probably a write was interrupted.
check-sentinel = The header's sentinel is { $found } instead of 0x80.
check-header-align = A padding field of the header is not empty ({ $found }).
check-file-short = The file is incomplete: { COUNT($file) } of { COUNT($header) } bytes are there.
check-file-long = The file is longer than its header says ({ COUNT($file) } instead of { COUNT($header) } bytes).
check-maps-invalid = The allocation maps are marked invalid ({ $found }): a write was interrupted, or the file is very old.
check-maps-old = The allocation maps are valid as in files of Outlook 97 to 2003.
check-next-page = Page { $page } has a number that is still to be given out (next: { $next }).
check-next-block = Block { $block } has a number that is still to be given out (next: { $next }).
check-node-counter = The counter for objects of type { $kind } is at { $counter }, but { $used } is in use.
check-subnode-counter = The counter for subobjects of type { $kind } is at { $counter }, but { $used } is in use.
check-row-version-ahead = A table row has a version that is still to be given out ({ $version }, next: { $unique }).

## Pages
check-page-alignment = A page ({ $page }) does not begin at a page boundary.
check-page-outside = A page ({ $page }) would lie outside the file.
check-page-type = Where a page of kind { $page } must be there is another ({ $found }, { $again }).
check-page-checksum = The checksum of a page ({ $page }) is wrong.
check-page-signature = The signature of a page ({ $page }) is { $found } instead of { $expected }.
check-page-id = A page ({ $page }) has the number { $found } instead of { $expected }.

## Directories of blocks and objects
check-tree-page-twice = Two entries of the { $page } lead to the same page.
check-tree-level = A page of the { $page } has level { $found } instead of { $expected }.
check-tree-entry-size = The entries of a page of the { $page } have { $found } instead of { $expected } bytes.
check-tree-entry-max = A page of the { $page } gives { $found } as its largest number of entries instead of { $expected }.
check-tree-entry-count = A page of the { $page } claims { COUNT($found) } entries; so many do not fit.
check-tree-page-empty = A page of the { $page } is empty.
check-tree-order = The entries of the { $page } are out of order: { $key } follows { $before }.
check-tree-key-low = A page of the { $page } begins with { $found }, above it stands { $expected }: its beginning cannot be found.
check-tree-key-high = A page of the { $page } begins with { $found }, above it stands { $expected }.

## Blocks
check-block-alignment = The block begins where none may begin ({ $offset }).
check-block-size = The block claims { COUNT($size) } bytes, which none can have.
check-block-outside = The block would lie outside the file ({ $offset }).
check-block-trailer-size = The block says { COUNT($found) } bytes, the directory { COUNT($expected) }.
check-block-trailer-id = The block carries another number ({ $found }).
check-block-signature = The block's signature is { $found } instead of { $expected }.
check-block-checksum = The block's checksum is wrong: its contents are damaged.
check-block-reserved-bit = A bit that must stay free is set in the block's number.
check-block-of-object = A part of it lies in a damaged block ({ $block }).
check-block-missing = Block { $block } is missing.
check-block-unreferenced = Nothing uses the block (counter { COUNT($refs) }).
check-refs-low = The block is used more often than it counts ({ COUNT($refs) } instead of { COUNT($expected) }); the next deletion would destroy it.
check-refs-high = The block is used less often than it counts ({ COUNT($refs) } instead of { COUNT($expected) }).

## Lists of blocks
check-xblock-kind = A list of blocks is none ({ $kind }, { $level }).
check-xblock-short = A list of blocks is too short for { COUNT($entries) } entries ({ COUNT($size) } bytes).
check-xblock-long = A list of blocks is too long for { COUNT($entries) } entries ({ COUNT($size) } bytes).
check-xblock-empty = A list of blocks is empty.
check-xblock-child = A list of blocks of level { $level } leads to something that does not belong below it ({ $child }).
check-xblock-total = A list of blocks says { COUNT($found) } bytes, there are { COUNT($expected) }.
check-xblock-not-full = Part { $leaf } of the data is not full ({ COUNT($size) } bytes), although more follow.
check-data-repeats = The data repeats itself without end.

## Subobjects
check-subnode-root = The list of subobjects is none ({ $block }).
check-sblock-kind = A list of subobjects is none ({ $kind }, { $level }).
check-sblock-short = A list of subobjects is too short for { COUNT($entries) } entries ({ COUNT($size) } bytes).
check-sblock-long = A list of subobjects is too long for { COUNT($entries) } entries ({ COUNT($size) } bytes).
check-sblock-empty = A list of subobjects is empty.
check-sblock-order = Subobjects are out of order: { $key } follows { $before }.
check-sblock-level = Lists of subobjects nest too deep ({ $block }).
check-sblock-key-low = A list of subobjects begins with { $found }, above it stands { $expected }: its beginning cannot be found.
check-sblock-key-high = A list of subobjects begins with { $found }, above it stands { $expected }.
check-subnode-depth = Subobjects contain themselves or nest too deep (depth { $depth }).
check-subnode-loose = Subobject { $subnode } belongs to no property.

## Contents of objects
check-heap-empty = It has no contents, but must have.
check-heap-short = Block { $block } of its contents is too short ({ COUNT($size) } bytes).
check-heap-signature = Its contents do not have the form they must have ({ $found }).
check-heap-client = Its contents are of another kind ({ $found } instead of { $expected }).
check-heap-map = The table of contents in block { $block } runs past the end of the block.
check-heap-items = The table of contents in block { $block } contradicts itself.
check-heap-start = The first entry in block { $block } begins at { COUNT($found) } instead of { COUNT($expected) }.
check-heap-gap = In block { $block } { COUNT($gap) } bytes lie between the last entry and the table of contents.
check-heap-odd = The table of contents in block { $block } begins at an odd place.
check-heap-not-full = Block { $block } is not full ({ COUNT($size) } bytes), although more follow.
check-heap-free = Block { $block } counts { COUNT($found) } free entries, there are { COUNT($expected) }.
check-heap-fill = The fill level of block { $block } is noted as { $found } instead of { $expected }.
check-heap-item = A value is missing ({ $item }).
check-heap-item-free = A value lies in a place that is marked free ({ $item }).
check-bth-header = A directory in the contents is none ({ $item }).
check-bth-sizes = A directory in the contents has wrong sizes (key { $key }, value { $value } bytes).
check-bth-records = A list in the contents ({ $item }) has { COUNT($size) } bytes, which is no multiple of { $record }.
check-bth-key = A directory in the contents ({ $item }) gives a wrong beginning for a part.
check-bth-order = A directory in the contents ({ $item }) is out of order.
check-bth-levels = A directory in the contents has { $levels } levels; it cannot have so many.
check-endless = The file refers to itself; the check was broken off here.

## Properties
check-value-size = The value has { COUNT($found) } instead of { COUNT($expected) } bytes (type { $type_code }).
check-value-missing = The value is missing (subobject { $subnode }).
check-value-too-large = The value claims { COUNT($size) } bytes; it cannot be so large in this file.
check-object-value = The reference to an embedded object has { COUNT($found) } instead of 8 bytes.
check-object-missing = The embedded object { $subnode } is missing.
check-text-odd = A text has an odd number of bytes ({ COUNT($size) }).
check-type-unknown = There is no data type { $type_code }.
check-multiple-size = A list of values (type { $type_code }) has { COUNT($size) } bytes, no multiple of its values.
check-multiple-offsets = A list of values (type { $type_code }) with { COUNT($count) } values contradicts itself.
check-inline-bytes = Remains stand beside a small value ({ $value }).
check-wide-text = A Unicode text stands in an ANSI file.

## Tables
check-table-info = The description of the table is damaged.
check-table-info-size = The description of the table has { COUNT($size) } bytes for { COUNT($columns) } columns.
check-table-groups = The layout of the table's rows contradicts itself.
check-column-order = The table's columns are out of order.
check-table-hid-index = A field of the table that must be empty is not ({ $found }).
check-column-width = The column is { $found } instead of { $expected } bytes wide.
check-column-bit = The column shares its mark { $bit } with another one, or it lies outside the row.
check-column-group = The column lies at { $offset } (width { $width }) in the wrong group.
check-column-overlap = The column overlaps another one (at { $offset }).
check-column-required = A column that every table must have is missing or in the wrong place.
check-index-width = The row index has values of { $found } instead of { $expected } bytes.
check-index-wide = The row index has values of four bytes as in Unicode files.
check-row-count = The table has { COUNT($rows) } rows, its index { COUNT($index) }.
check-row-bytes = The rows together have { COUNT($size) } bytes, no multiple of { $row }.
check-row-missing = Row { $number } is missing.
check-row-twice = Row { $number } stands in the row index twice.
check-row-id = The row belongs to { $found }, by the row index to { $expected }.
check-row-bits = The row does not say that its id or version is there.
check-row-version-twice = Two table rows have the same version ({ $version }).
check-recipient-row = A recipient has the row number 0.

## Special objects
check-node-required = Object { $node } is missing, without which the file cannot be read.
check-node-special = The special object { $node } is missing.
check-node-expected = The special object { $node } is missing; repair tools create it.
check-table-empty = The table is empty, even its description.
check-node-form = The contents of the special object do not have the right form.
check-template-column = The template lacks column { $column }.
check-store-subtree = The top folder of the mailbox is not given.
check-store-property = The file lacks property { $property }.
check-store-entry-size = The reference to a standard folder has { COUNT($size) } instead of 24 bytes.
check-store-entry-missing = There is no standard folder { $node }.
check-store-entry-key = The reference to a standard folder belongs to another file.
check-receive-folder = The folder for incoming messages is not given or missing.
check-id-map = The map of replication ids names { $node }, which is not there.
check-message-index = Item { $node } is missing from the message index.
check-node-index = The number { $node } is kept for special objects.
check-node-parent = A special object belongs to { $parent }, but must stand alone.
check-search-node = The search folder lacks object { $node }.
check-search-list = The search folder is missing from the list of search folders.

## Named properties
check-names-count = The map of named properties is useless: its size is missing.
check-names-stream = A part of the map of named properties ({ $property }) has { COUNT($size) } bytes, no multiple of its entries.
check-name-guid = Entry { $entry } of the named properties belongs to a set that is not there ({ $guid }).
check-name-text = The name in entry { $entry } of the named properties is missing.
check-name-index-twice = Two named properties have the same number ({ $index }).
check-name-index = Entry { $entry } of the named properties carries the number { $index }.
check-name-twice = The same named property stands in the map twice ({ $first }, { $second }).
check-name-bucket = Bucket { $bucket } of the named properties does not hold what belongs there (entries: { COUNT($found) }, expected: { COUNT($expected) }).
check-name-missing = Property { $property } is used but has no name.

## Folders
check-parent-missing = Folder { $parent }, to which it belongs, is missing.
check-root-parent = The root folder belongs to { $parent } instead of itself.
check-folder-table = The folder lacks table { $table }.
check-table-parent = The table belongs to { $parent }.
check-table-orphan = The table belongs to no folder.
check-listed-missing = The folder lists { $node }, which is not there.
check-listed-foreign = The folder lists { $node }, which belongs to { $parent }.
check-unlisted = The folder does not list { $node }, although it belongs to it.
check-unlisted-search = The folder does not list the search folder { $node }.
check-folder-column = The table lacks column { $column } of its template.
check-folder-count = The folder's number of items is given as { COUNT($found) }; the right number is { COUNT($expected) }.
check-folder-unread = The folder's number of unread items is given as { COUNT($found) }; the right number is { COUNT($expected) }.
check-folder-subfolders = { $found ->
        [true] The folder says that it has subfolders; it has none.
       *[other] The folder says that it has no subfolders; it has some.
    }
check-folder-property = The folder lacks property { $property }.
check-hierarchy-row = The row in the table of folders differs from the folder.
check-contents-row = The row in the table of items differs from the item.
check-contents-cell = The row in the table of items shows a property that the item does not have, or the reverse.

## Items
check-item-class = The item lacks its class.
check-item-property = The item lacks property { $property }.
check-item-recipients = The mail lacks its table of recipients.
check-item-attachments = The table of attachments names others than are there (in the table { COUNT($table) }, there { COUNT($attachments) }).
check-attachment-table = { $attachments ->
        [one] There is an attachment, but no table of attachments.
       *[other] There are { COUNT($attachments) } attachments, but no table of them.
    }
check-item-has-attachments = { $flag ->
        [true] The item says that it has attachments; it has none.
       *[other] The item says that it has no attachments; it has some.
    }
check-item-associated = { $flag ->
        [true] The item says that it is a hidden one; it is not.
       *[other] The item does not say that it is a hidden one.
    }
check-item-submitted = The mail counts as submitted, but its time is missing.
check-item-size = The item gives its size as { COUNT($found) } bytes, there are { COUNT($expected) }.
check-item-empty-list = An empty list of recipients is stored ({ $property }).
check-item-list = A list of recipients ({ $property }) differs from the table of recipients.
check-attachment-method = The attachment does not say how it is stored.
check-attachment-data = The attachment lacks its contents (method { $method }).
check-attachment-size-missing = The attachment does not say its size.
check-attachment-size = The attachment gives its size as { COUNT($found) } bytes, there are { COUNT($expected) }.
check-attachment-position = The attachment does not say its place in the text.
check-attachment-object = The embedded object is given with { COUNT($found) } instead of { COUNT($expected) } bytes.
check-attachment-row = The row in the table of attachments differs from the attachment.

## Allocation maps
check-overlap = Something else lies here already ({ $offset }).
check-region-border = It lies across the border of two regions ({ $offset }).
check-no-maps = By its header the file ends before the first allocation map ({ $eof }).
check-amap-last = The last allocation map is given as { $found } instead of { $expected }.
check-region-end = The file ends { COUNT($over) } bytes behind the end of a region.
check-unmapped = It lies where no allocation map reaches ({ $offset }).
check-used-free = { COUNT($bytes) } bytes in use (from { $first }) are marked free; the next write would destroy them.
check-used-free-invalid = { COUNT($bytes) } bytes in use (from { $first }) are marked free in the invalid allocation maps.
check-lost-space = { COUNT($bytes) } bytes (from { $first }) are marked taken, but unused.
check-free-count = The free space is given as { COUNT($found) } instead of { COUNT($expected) } bytes.
check-free-count-invalid = The free space is given as { COUNT($found) } bytes, the invalid allocation maps say { COUNT($expected) }.
check-pmap-free = The file still gives out pages through page maps, as Outlook did up to 2003 ({ COUNT($found) } bytes).
check-pmap-count = The free space of the page maps is given as { COUNT($found) } instead of { COUNT($expected) } bytes.
check-fmap-low = For region { $region } { COUNT($found) } free slots in a row are noted, there are { COUNT($expected) }.
check-dlist-region = The density list names region { $region }; there are { COUNT($regions) }.
check-dlist-free = The density list says { COUNT($found) } free slots for region { $region }, there are { COUNT($expected) }.

## Where
check-at-header = header
check-at-page = page at { $id }
check-at-block = block { $id }
check-at-property = property { $id }
check-at-column = column { $id }
check-at-heap-item = entry { $id }
check-at-names = named properties
check-at-maps = allocation maps
check-at-object = { $object } { $id }
check-at-row = row { $id }
check-named = { $place } ({ $name })

word-object-store = mailbox
word-object-names = map of named properties
word-object-folder = folder
word-object-search-folder = search folder
word-object-item = item
word-object-hidden-item = hidden item
word-object-attachment = attachment
word-object-hierarchy = table of folders
word-object-contents = table of items
word-object-hidden-contents = table of hidden items
word-object-search-contents = search results
word-object-attachments = table of attachments
word-object-recipients = table of recipients
word-object-template = template
word-object-subobject = subobject
word-object-other = object

word-page-BBT = block directory
word-page-NBT = object directory
word-page-AMap = allocation map
word-page-PMap = page map
word-page-FMap = free map
word-page-FPMap = free page map
word-page-DList = density list

## Report
check-contents-label = Contents
check-contents = { $items ->
        [one] one item
       *[other] { COUNT($items) } items
    }{ $hidden ->
        [0] {""}
       *[other] {" "}and { COUNT($hidden) } hidden
    } in { $folders ->
        [one] one folder
       *[other] { COUNT($folders) } folders
    }
check-parts-label = Parts
check-parts = { COUNT($pages) } pages, { COUNT($blocks) } blocks, { COUNT($nodes) } objects, { COUNT($subnodes) } subobjects
check-free-label = Free space
check-free = { COUNT($free) } bytes{ $idle ->
        [0] {""}
       *[other] ; another { COUNT($idle) } bytes lie idle
    }
check-errors = { $count ->
        [one] One error:
       *[other] { COUNT($count) } errors:
    }
check-warnings = { $count ->
        [one] One warning:
       *[other] { COUNT($count) } warnings:
    }
check-more = { $count ->
        [one] … and the same once more elsewhere
       *[other] … and { COUNT($count) } more of this kind
    }
check-more-hint = With --verbose all are shown.
check-left-out = { $count ->
        [one] One more finding of a kind that occurs very often is not listed.
       *[other] { COUNT($count) } more findings of kinds that occur very often are not listed.
    }
check-clean = The file is in order: no findings.
check-sound = The file is in order: no errors. The warnings name oddities that Outlook and other programs get along with; there is nothing to do.
check-broken = The file is damaged.
    .do = Close Outlook; “gleichstand pst repair FILE” makes a repaired copy, the file itself stays as it is.
progress-check = Checking
