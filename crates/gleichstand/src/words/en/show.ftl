# Tables and values.

head-what = What
head-record = Record
head-side = Side
head-field = Field
head-before = Before
head-after = After
head-why = Why
head-name = Name
head-run = Run
head-job = Job
head-started = Started
head-file = Data file
head-result = Result
head-id = Number
head-folder = Folder
head-class = Class
head-items = Items
head-unread = Unread
head-hidden = Hidden
head-remark = Remark
head-size = Size
head-tag = Property
head-set = Set
head-type = Type
head-value = Value
head-outlook-field = Outlook
head-name-in-files = Name
head-direction = Direction
head-rule = Rule

rule-overwrite = always
rule-only-if-empty = only if empty
rule-never-empty = never clear
rule-append = append
mapping-slot-auto = Postal address: the business one; where it is empty and exactly one other is filled, that one.
mapping-slot-fixed = Postal address: exactly the one named.

value-yes = yes
value-no = no
value-next-number = (next number)
unit-bytes = bytes

folder-file-name = Outlook data file
folder-top = Top of Outlook data file
folder-deleted = Deleted Items
folder-search-root = Search Root
folder-contacts = Contacts
folder-inbox = Inbox
folder-calendar = Calendar
folder-tasks = Tasks

pst-file = File
pst-name = Name
pst-format-label = Format
pst-format = { $format ->
        [ansi] ANSI, Outlook 97 to 2002 (version { $version })
        [unicode_4k] Unicode with pages of 4 KB, .ost of Outlook 2013 and later (version { $version })
       *[unicode] Unicode, Outlook 2003 and later (version { $version })
    }
pst-encryption = Obscuring
encryption-none = none
encryption-permute = permutation ("compressible")
encryption-cyclic = cyclic ("high")
pst-size = Size
pst-password = Password
pst-maps = Allocation maps valid
pst-read-only = Read only
pst-items = { $count ->
        [one] 1 item
       *[other] { COUNT($count) } items
    } in { $folders ->
        [one] 1 folder
       *[other] { COUNT($folders) } folders
    }
pst-search-folder = search folder, { COUNT($count) } found
pst-created = Created: { $file }
pst-items-heading = Items
pst-hidden-heading = Hidden items
pst-recipient = Recipient { $number }
pst-attachment = Attachment { $number }
pst-embedded = Embedded item in attachment { $number }
