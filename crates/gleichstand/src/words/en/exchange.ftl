# The exchange: what a run decides, asks and gives as reason.

mapping-unknown-field = { $side ->
        [office] The field mapping names the field "{ $field }", which does not exist; the line is ignored.
       *[outlook] The field mapping names the Outlook field "{ $field }", which does not exist; the line is ignored.
    }
not-transferred-kind = not taken over by this version yet
not-transferred-unmapped = not transferred: the field mapping has no line for it
not-transferred-class = not taken over; stays as it is
limit-mass-change = { COUNT($changed) } of { COUNT($linked) } linked records changed at once (for example { $samples }). To be safe, nothing has been written yet.
    .do = If that is right, repeat the command with --yes; --dry-run shows the changes.
limit-deletions = { COUNT($changed) } of { COUNT($linked) } linked records would be deleted because their counterparts are gone (for example { $samples }). To be safe, nothing was written.
    .do = If that is right, repeat the command with --yes; --dry-run shows the changes.
limit-remapped = The field mapping was changed: { COUNT($changed) } of { COUNT($linked) } linked records would be written by that (for example { $samples }). To be safe, nothing has been written yet.
    .do = Look at the changes with --dry-run; if they are right, repeat the command with --yes.
deletions-blocked = { $count ->
        [one] One deletion was not carried over, because not everything could be read or one side seems to come from a backup.
       *[other] { COUNT($count) } deletions were not carried over, because not everything could be read or one side seems to come from a backup.
    }
side-restored = One side is older than in the last run; it seems to have been restored from a backup. Nothing is deleted; the contents are compared.
outlook-not-writable = The file cannot be written; export and synchronisation need a data file that can be.
    .do = Check the permissions of the file and its folder.
stopped-at-preview = Stopped; nothing was written.
preview-other-file = What lies there has changed since the preview. Nothing was written.
    .do = Look at the preview once more.
stopped-between = Stopped before everything was written. What was written is complete.
    .do = The next run goes on from there; this one can be taken back, too.
number-two-spellings = { $item }: the field { $field } stands on the item more than once, spelled differently; the first one was read.
number-replaced = { $item }: the number "{ $old }" was not free or not valid; { $new } was given.
number-altered = { $item } belongs to the record { $number } but now carries the number "{ $found }"; nothing was written.
changed-meanwhile = { $item } was changed while the run went on; it is left for the next run.

row-8-outlook-stands = { $number } { $item }: "{ $field }" was changed on both sides. Taken: "{ $kept }" (Outlook, newer); kept in the history: "{ $lost }".
row-8-office-stands = { $number } { $item }: "{ $field }" was changed on both sides. The record keeps "{ $kept }" (newer); Outlook has "{ $lost }".
row-8-outlook-chosen = { $number } { $item }: "{ $field }" was changed on both sides. Taken, as decided: "{ $kept }" (Outlook); kept in the history: "{ $lost }".
row-8-office-chosen = { $number } { $item }: "{ $field }" was changed on both sides. As decided, "{ $kept }" holds (address database); kept in the history: "{ $lost }".
row-8-newly-mapped = { $item } and the record { $number } differ in fields that were newly mapped: { $fields }. Which values hold?
field-newly-mapped = "{ $field }" was newly mapped, and in { COUNT($count) } { $kind ->
        [mails] e-mails
        [appointments] appointments
        [tasks] tasks
       *[addresses] addresses
    } both sides differ. Which side holds?
row-8-conflict = { $item } and the record { $number } differ, and it is not known which is newer: { $fields }. Which values hold?
row-11-deleted = The record { $number } was deleted; Outlook still has { $item }.
row-12-deleted-and-changed = The record { $number } was deleted; { $item } was changed in Outlook since.
row-13-missing = { $count ->
        [one] A linked item is missing in Outlook. It is marked; the record stays.
       *[other] { COUNT($count) } linked items are missing in Outlook. They are marked; the records stay.
    }
row-13-missing-asks = The item of the record { $number } ({ $item }) is missing in Outlook.
row-14-missing-and-changed = The item of the record { $number } ({ $item }) is missing in Outlook; the record was changed since.
row-18-new-customer = { $item } carried the number { $old } as a copy but is another person; created as new customer { $new }.
row-18-copy-unclear = { $item } carries the number { $number }, which belongs to "{ $office }", linked already. A copy or a new customer?
row-19-several = Several items carry the number { $number } and none is linked: { $item }.
row-21-unknown-number = { $item } carries the number { $number }, unknown here; its contents match "{ $office }".
row-22-deleted = { $item } carries the number { $number } of a deleted record.
row-23-quarantine = { $item } carries the number { $number } but is clearly someone else than "{ $office }"; nothing was written.
row-24-several-matches = { $item } matches several records, or not surely enough, for example "{ $office }".
plan-saved = The plan is in { $file }. Switch off with "do": false what is not to happen, and carry it out with "gleichstand apply".
plan-needs-file = There are plans only for a data file that exists.
    .do = Make it with "gleichstand pst new", or leave --plan out.
plan-unreadable = This is no plan of this program; line { $line }, column { $column } cannot be understood.
    .do = Change nothing but "do" in a plan; else make it again.
plan-other-format = The plan was written by another version of the program.
    .do = Make it anew.
plan-other-file = The plan belongs to another data file than { $file }.
    .do = Make the plan anew for this data file.
plan-other-mapping = The field mapping was changed since the plan was made.
    .do = Make the plan anew.

conflict-note = { $date }, { $field } before synchronisation: { $value }

decisions-none = No decisions are open.
decisions-how = "gleichstand conflicts show N" shows in what both sides differ and what can be decided; "gleichstand conflicts resolve N …" decides.
head-number = No.
head-since = Since
head-question = Question
head-choice = Choice
head-effect = What happens
head-office = Address database
decision-head = Data file { $file }, run { $run }, open since { $since }
decision-other-choices = That does not fit decision { $id }; possible are: { $choices }.
    .do = "gleichstand conflicts show { $id }" says what they do.
decision-other-field = No field "{ $field }" differs in decision { $id }.
    .do = Where fields differ, "gleichstand conflicts show { $id }" names them.
decision-not-possible = Decision { $id } cannot be carried out like this: the record is missing, or it is linked to another item already.
    .do = "gleichstand conflicts show { $id }" shows what it is about; name another record with --with.
decision-changed = Since decision { $id } is open, the values that it is about were changed. Nothing was written.
    .do = Synchronise once more; then the present values are shown.
decision-with = If { $what } belongs to another record, name it with --with.
decision-choices = "gleichstand conflicts resolve { $id } CHOICE" carries one of them out.
choice-hold-office = the address database's values hold
choice-hold-outlook = Outlook's values hold
choice-hold-both = the newer values hold, the other ones go into the notes
choice-unlink = they do not belong together: { $what } becomes a record of its own with a number of its own
choice-ignore = both stay as they are until one of them changes
choice-restore-record = the record is restored
choice-delete-item = { $what } goes to Deleted Items, too
choice-restore-item = { $what } comes back to Outlook
choice-delete-record = the record { $office } goes to the trash, too
choice-number-back = the item gets its number back
choice-link = { $what } and { $office } belong together
choice-restore-linked = the deleted record comes back and belongs to { $what }
choice-new = { $what } becomes a record of its own; a number that was given out already is replaced
decision-other-file = Decision { $id } belongs to another data file.
    .do = Name the right one with --outlook.
decision-several-files = The question { $id } is open for several data files.
    .do = Name the one that is meant with --outlook.
decision-settled = Nothing is left to be done for decision { $id }.
    .do = The next synchronisation takes it off the list.
undo-left = { $item }: { $fields } was changed since the run and stays ({ $side_is ->
        [office] office
       *[outlook] Outlook
    }).
undo-no-file = The data file of run { $run } does not lie here any more.
    .do = Name it with --outlook.
undo-other-file = Run { $run } belongs to another data file.
    .do = Name the right one with --outlook.
why-undo = run { $run } taken back
why-row-1 = new in the address database
why-row-2 = new in Outlook
why-row-3 = the number was missing on the item
why-row-4 = changed in the address database
why-row-5 = changed in Outlook
why-row-6 = changed on both sides, different fields
why-row-7 = changed on both sides to the same
why-row-8 = changed on both sides; the newer value holds
why-row-9 = cleared on the other side
why-row-10 = was empty and was filled
why-row-11 = deleted in the office, still in Outlook: restored
why-row-12 = deleted in the office, changed in Outlook: restored
why-row-13 = was missing in Outlook: brought back, or the deletion carried over
why-row-14 = was missing in Outlook and changed in the address database since: brought back
why-row-16 = the item was moved and linked again
why-row-18 = a copy that is another person: new customer
why-row-21 = the number was unknown here
why-row-22 = number of a deleted record: restored
why-row-26 = number written at last
why-other-row = row { $row } of the rules

watch-begins = "{ $file }" is synchronised whenever something changes in it or in the office. Ctrl+C ends this.
watch-every = "{ $file }" is synchronised every { $minutes } minutes. Ctrl+C ends this.
watch-waits = Waiting: { $what }

source-nothing = This is a folder, and there is nothing in it that can be imported: no file of Outlook Express (.dbx, .mbx, .wab), no Outlook item (.msg), no e-mail (.eml, .mbox), no card (.vcf), no calendar (.ics) and no table (.csv).
    .do = Name the file itself, or the folder in which the files lie.
source-incomplete = { $file } is damaged or cut off; what can still be found is taken over.
source-headers-only = { $file }: { $count ->
        [one] Of one e-mail there is only the header; it was never fetched and is not taken over.
       *[other] Of { COUNT($count) } e-mails there is only the header; they were never fetched and are not taken over.
    }
source-damaged = { $file }: An entry is damaged and cannot be read (at { $at }).
source-cut-off = { $file } is cut off: at least one e-mail that should be there is missing.
source-cut-mail = The end of this e-mail is missing from the file; what is there was taken over.
source-broken = { $file } is damaged or cut off.
    .do = Take a backup.
source-closed = { $file } cannot be read and was left out.
source-no-plan = Only for Outlook data files there is a plan.
    .do = What would happen, --dry-run shows.
office-gone = The office database is no longer there.
    .do = Put it back in its place; until then nothing happens.
source-lost = At least one entry in { $file } could not be read.
source-too-large = { $file } is too large: files of this kind are read up to { $size } MB.
    .do = Divide the file.
source-empty = There is nothing in { $file } that can be taken over.
source-unknown = { $file } was left out: its content is not what its name says, or unknown.
source-other-content = The name ends with .{ $kind }, but the content is something else.
    .do = See whether it is the right file, and whether it is complete.
source-left = not taken over, because there is no field for it: { $fields }. (This is said only the first time.)

copy-no-folders = A copy holds everything; it cannot be limited by --folder.
    .do = Choose the kinds with --only and the time with --since.
copy-other-format = The format does not go with this kind of file.
    .do = --format msg goes with a folder, vcard3 and vcard4 with a .vcf file or a folder.
copy-is-office = This is the office database itself.
    .do = Take another name for the copy.
copy-empty = There was nothing to write; no file was made.
copy-no-plan = There is no plan for a copy.
    .do = What would go into it, --dry-run shows.
copy-other-kinds = A file of this kind cannot hold what --only names.
    .do = .vcf: addresses. .ics: appointments and tasks. .mbox: e-mails. .csv: one of them. A folder: everything.
copy-one-kind = A table (.csv) holds only one kind of records.
    .do = Say which with --only; for example: --only addresses
copy-file-exists = The file is there already.
    .do = Take another name; with --yes it is replaced by the copy.
copy-folder-occupied = The folder is not empty.
    .do = Name a new or an empty folder.
copy-nameless = Unnamed
copy-nothing-to-say = A file of this kind can hold nothing of it.
copy-field-left = { $field }: { $count ->
        [one] In one record
       *[other] In { COUNT($count) } records
    } there is something that the copy cannot hold, or not wholly.
copy-code-page = Characters that code page { $page } does not have are question marks in the copy; with --code-page 65001 (UTF-8) they are kept.
copy-kind-left = { $kind ->
        [addresses] Addresses
        [mails] E-mails
        [appointments] Appointments
       *[tasks] Tasks
    } cannot be held by a file of this kind.
undo-copy = Run { $run } made a copy; it did not change the office database.
    .do = Delete the copy if you do not need it.
