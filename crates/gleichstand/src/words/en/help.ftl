# Help of the command line: commands, options, manual page.

help-about = Keeps an address database and Outlook in step, on the Outlook data file (.pst) itself
help-usage = Usage:
help-commands = Commands
help-arguments = Arguments
help-options = Options
help-global-options = Global options
help-default = default:
help-examples =
    Examples:
      gleichstand demo                             shows everything on sample data
      gleichstand import Customers.pst --dry-run   shows what would be taken over
      gleichstand import Customers.pst             takes contacts, e-mails, appointments and tasks over
      gleichstand address search miller            searches addresses
      gleichstand export New.pst                   writes everything into an Outlook data file
      gleichstand sync Customers.pst               brings both sides to the same state
      gleichstand mail list --unread               shows unread e-mails
      gleichstand import --help                    explains a command

command-demo = Create sample data and show what happens
command-import = Take contacts, e-mails, appointments and tasks from Outlook over into the address database
command-export = Write addresses, e-mails, appointments and tasks into an Outlook data file
command-apply = Carry out a saved plan, exactly the lines that are switched on
command-sync = Bring the address database and an Outlook data file to the same state, both ways
command-watch = Keep the office database and an Outlook data file in step until you end it
command-address = Show and edit addresses
command-address-list = List addresses
command-address-show = Show an address with all its fields
command-address-search = Search addresses
command-address-add = Add an address
command-address-edit = Change fields of an address
command-address-delete = Move an address to the trash
command-address-restore = Take an address back from the trash
command-mail = Show and edit e-mails
command-mail-list = List e-mails
command-mail-show = Show an e-mail with all fields, with --verbose its headers too; save its attachments
command-mail-search = Search e-mails
command-mail-add = Add an e-mail
command-mail-edit = Change fields of an e-mail
command-mail-delete = Put an e-mail into the trash
command-mail-restore = Take an e-mail back from the trash
command-appointment = Show and edit appointments
command-appointment-list = List appointments
command-appointment-show = Show an appointment with all fields
command-appointment-search = Search appointments
command-appointment-add = Add an appointment
command-appointment-edit = Change fields of an appointment
command-appointment-delete = Put an appointment into the trash
command-appointment-restore = Take an appointment back from the trash
command-task = Show and edit tasks
command-task-list = List tasks
command-task-show = Show a task with all fields
command-task-search = Search tasks
command-task-add = Add a task
command-task-edit = Change fields of a task
command-task-delete = Put a task into the trash
command-task-restore = Take a task back from the trash
command-mapping = Field mapping: which Outlook field belongs to which field of the address database
command-mapping-show = Show a field mapping
command-mapping-list = List field mappings
command-mapping-init = Make a field mapping as a file; without FILE it is printed
command-mapping-check = Check a field mapping: mistakes and hints with line and column
command-mapping-set = Assign a field in a field mapping; comments stay
command-mapping-remove = Take a line out of a field mapping
command-mapping-fields = List all fields of both sides, with OUTLOOK also the user-defined ones of the data file
command-mapping-try = Show on the records of a data file what a field mapping does; nothing is written
command-runs = History: what was taken over, and when
command-runs-list = List runs
command-runs-show = Show a run with every field it wrote
command-serve = The interface in the browser
command-pst = Look at the Outlook data file itself
command-pst-new = Create a new Outlook data file
command-pst-info = Show what a data file says of itself
command-pst-ls = List the folders of a data file
command-pst-show = Show a folder or an item with all its properties
command-pst-check = Check whether a data file is in order
command-pst-repair = Repair a damaged data file, as a copy
command-pst-restore = Bring back deleted items that are still in the file
command-completions = Print completions for a shell
command-man = Print the manual page

argument-office = Address database: path of an SQLite file, or postgres://…; also in GLEICHSTAND_OFFICE (default: office.db)
argument-config = Configuration file (TOML) with office, lang, timezone, mappings
argument-lang = Language of the output; else the system's
argument-timezone = Time zone, for example Europe/Berlin; else the system's
argument-json = Print one JSON document and nothing else
argument-quiet = Print errors only
argument-verbose = Print lists to their ends
argument-no-progress = Show no progress
argument-help = This help
argument-version = Show the version

argument-demo-folder = Folder for the sample data; it must not hold anything yet
argument-demo-size = Number of contacts; half as many e-mails, and appointments and tasks
argument-demo-seed = Number that the sample data is made from; same number, same data

argument-import-outlook = Outlook data files (.pst, .ost), or files or a folder of files of the kinds .msg, .vcf, .ics, .csv, .eml, .mbox, .dbx, .mbx, .wab
argument-export-outlook = Outlook data file (.pst); it is created if there is none. For a copy: .vcf, .ics, .csv, .mbox or a folder
argument-export-format = A new data file for Outlook 2003 and later (unicode) or 97 to 2002 (ansi); in a folder items of Outlook (msg); version of vCards (vcard2, vcard3, vcard4)
argument-port = Port at which the interface is reached; 0 for one that is free
argument-listen = Address at which it is reached; any but 127.0.0.1 demands a password
argument-serve-password-file = File whose first line is the password for logging in
argument-serve-upload-limit = Largest file that may be uploaded, in megabytes
argument-sync-outlook = Outlook data file (.pst), or the name of a profile of the configuration file
argument-watch-outlook = An Outlook data file (.pst), or the name of a profile of the configuration file
argument-every = Synchronise every so many minutes instead of whenever something was changed
argument-only = Only these kinds of data, separated by commas
argument-folder = Only this folder and what lies below it, for example /Contacts; may be repeated
argument-with-deleted = Take over Deleted Items too
argument-code-page = Code page of old texts that do not name their own, for example 1250 (default: 1252)
argument-since = Only what is of this date or later: e-mails by when they were received, appointments by their end, series by their last occurrence, tasks open or done since; addresses always
argument-dry-run = Write nothing, only show what would happen
argument-plan = Write nothing but the plan, into this file; "gleichstand apply" carries it out
argument-like-original = Like the original: recognised by number alone, the newer record holds as a whole
argument-apply-plan = Plan that --plan wrote; lines with "do": false are left out
argument-match-contents = Compare contacts without a number with the addresses that exist, and link them
argument-conflicts = What holds where both sides were changed differently: the newer value, the address database, Outlook, both (the other value goes into the notes), or it is left open; by default: newer
argument-deletions = What was deleted on one side: bring it back, leave it open, or delete it on the other side too; by default: restore
argument-mapping = Field mapping: its name or its file
argument-password-file = File whose first line is the data file's password
argument-ignore-password = Open without the password; the owner may do so
argument-no-backup = Make no backup of the data file before it is first written
argument-yes = Answer safety questions with yes

argument-sort = Order
argument-descending = The other way round
argument-limit = Show this many at most; 0 shows all
argument-offset = Leave out this many at the beginning
argument-words = Words, or beginnings of words, that must all occur
argument-id = Number, or id:N with the internal number
argument-trash = Show the trash
argument-category = Only what belongs to this category
argument-address = Only what has to do with this address: customer number or id:N
argument-address-list-group = Only addresses of this group
argument-address-list-customers = Only addresses with a customer number
argument-address-list-prospects = Only prospects: addresses without a customer number
argument-address-add-fields = Fields with their values, for example last_name=Miller or City=Cologne. A customer number is given out; customer_no=… sets one, customer_no= makes a prospect
argument-address-edit-fields = Fields with their new values, for example phone="0221 123"; an empty value clears the field

argument-mail-list-folder = Only e-mails of this folder and what lies below it, for example /Inbox
argument-mail-list-unread = Only unread ones
argument-mail-list-since = Only e-mails from this day on
argument-mail-list-until = Only e-mails up to this day, which is part of it
argument-mail-list-sort = Order; by date the newest comes first
argument-mail-search-sort = Order; by date the newest comes first
argument-mail-show-html = Print the HTML text
argument-mail-show-save = Write the attachments into this folder; files that are there stay
argument-mail-add-fields = Fields with their values, for example Subject=Offer to="Eva Groß <eva@gross.example>; info@x.example"; it becomes a draft
argument-mail-edit-fields = Fields with their new values, for example read=yes; an empty value clears the field

argument-appointment-list-from = What takes place from this day on, series opened out; without --to for a year
argument-appointment-list-to = What takes place up to this day, which is part of it; without --from from today on
argument-appointment-list-sort = Order; with --from or --to always by start
argument-appointment-add-fields = Fields with their values, for example Subject=Visit start="2027-05-03 08:00" end="2027-05-03 09:00"; a start without a time lasts all day, end is then the day after the last one
argument-appointment-edit-fields = Fields with their new values, for example Location="Room 3"; a new start alone moves the appointment, an empty value clears the field

argument-task-list-open = Only what is not done
argument-task-list-due = Only what is due up to this day
argument-task-list-sort = Order; on one day what matters more comes first
argument-task-search-sort = Order; on one day what matters more comes first
argument-task-add-fields = Fields with their values, for example Subject="Write offer" due_date=2027-05-03 priority=high
argument-task-edit-fields = Fields with their new values, for example status=done; an empty value clears the field

argument-mapping-show-name = Name or file of the field mapping
argument-mapping-init-file = File, or a name: then it lies in the folder "mappings" beside the office
argument-mapping-init-address = Exactly this address of Outlook; if none is given the business one, and where only another is filled, that one
argument-mapping-init-email = Which e-mail address of Outlook is to be the first
argument-mapping-init-phone = Assign a telephone or fax number differently, for example mobile=car or fax=fax.other; may be repeated
argument-mapping-init-companies = Companies without a person: as company only, or as last name, too
argument-mapping-init-file-as = "File as" at export: as Outlook makes it, last name first, first name first, or the company
argument-mapping-check-file = Name or file of the field mapping
argument-mapping-set-file = Name or file of the field mapping
argument-mapping-set-office-field = Field of the office: name or label
argument-mapping-set-outlook-field = Field of Outlook; user-defined ones as user.NAME
argument-mapping-set-direction = Direction: both, import only, export only
argument-mapping-set-rule = When it is written: always, only if empty, never emptied, appended
argument-mapping-remove-file = Name or file of the field mapping
argument-mapping-remove-field = Field of the office or of Outlook
argument-kind = Kind of data
argument-mapping-fields-outlook = Outlook data file (.pst, .ost)
argument-mapping-try-outlook = Outlook data file (.pst, .ost)
command-conflicts = Open decisions: what only a person can decide
command-conflicts-list = List open decisions
command-conflicts-show = Show an open decision with the fields that differ
command-conflicts-resolve = Decide: as a whole, for single fields, or whether two belong together
argument-conflicts-show-id = Number of the decision, or the name of a newly mapped field as the list names it
argument-conflicts-resolve-id = Number of the decision, or the name of a newly mapped field: for all records
argument-choice = What holds; "conflicts show N" says what fits this decision
argument-field = What holds for a single field: office, outlook or both, for example phone=office; may be repeated
argument-with = The record that the item belongs to: its number or id:N
argument-conflicts-resolve-outlook = The data file, if it does not lie any more where it lay
command-runs-undo = Take back what a run wrote, on both sides
argument-runs-undo-run = Number of the run
argument-runs-undo-outlook = The data file, if it does not lie any more where it lay in the run
argument-runs-show-run = Number of the run

argument-file = Outlook data file
argument-pst-new-format = For Outlook 2003 and later (unicode), or 97 to 2002 (ansi)
argument-pst-new-encryption = How contents are obscured; none of the methods protects them
argument-pst-new-name = Name of the data file as Outlook shows it
argument-pst-new-password-file = File whose first line is a password that Outlook is to ask for; it encrypts nothing
argument-pst-show-id = Number of a folder or item in hexadecimal, as "pst ls" shows it; 21 is the file itself
argument-pst-ls-deleted = List what is deleted and still in the file
argument-pst-repair-out = Name of the repaired copy instead of “…-repaired.pst” beside the file
argument-pst-restore-id = Ids of deleted items, as “pst ls --deleted” shows them
argument-pst-restore-all = All deleted items, no earlier versions
argument-completions-shell = Shell
argument-man-command = Command, for example: import, or: address list

value-command = COMMAND
value-options = OPTIONS
value-who = WHO
value-what = WHAT
value-file = FILE
value-minutes = MINUTES
value-date = DATE
value-dir = DIR
value-lang = LANG
value-zone = ZONE
value-kinds = KINDS
value-path = PATH
value-name = NAME
value-order = ORDER
value-group = GROUP
value-category = CATEGORY
value-words = WORDS
value-field-value = FIELD=VALUE
value-method = METHOD
value-address = ADDRESS
value-field-number = FIELD=NUMBER
value-where = WHERE
value-form = FORM
value-choice = CHOICE
value-field-choice = FIELD=CHOICE
value-plan = PLAN
value-field = FIELD
value-kind = KIND
value-direction = DIRECTION
value-rule = RULE

man-name = NAME
man-synopsis = SYNOPSIS
man-description = DESCRIPTION
man-commands = COMMANDS
man-version = VERSION
man-options = OPTIONS
