# The report of a run, the history, the demonstration.

report-title = { $job_is ->
        [import] Import of
        [export] Export to
        [undo] Undoing on
       *[sync] Sync with
    } { $file } – run { $run }, { $time }
report-title-dry = { $job_is ->
        [import] Import of
        [export] Export to
        [undo] Undoing on
       *[sync] Sync with
    } { $file } – dry run, nothing is written
report-title-stopped = { $job_is ->
        [import] Import of
        [export] Export to
        [undo] Undoing on
       *[sync] Sync with
    } { $file } – stopped, nothing was written
report-copied = { $count ->
        [one] Written into the copy: one record.
       *[other] Written into the copy: { COUNT($count) } records.
    }
report-would-copy = { $count ->
        [one] One record would be written into the copy.
       *[other] { COUNT($count) } records would be written into the copy.
    }
report-written = { $count ->
        [one] Written to Outlook: one item.
       *[other] Written to Outlook: { COUNT($count) } items.
    }
report-would-write = { $count ->
        [one] One item would be written to Outlook.
       *[other] { COUNT($count) } items would be written to Outlook.
    }
report-written-office = { $count ->
        [one] Written to the address database: one record.
       *[other] Written to the address database: { COUNT($count) } records.
    }
report-would-write-office = { $count ->
        [one] One record would be written to the address database.
       *[other] { COUNT($count) } records would be written to the address database.
    }
report-duplicates = { $count ->
        [one] One item occurs several times alike (possible duplicate).
       *[other] { COUNT($count) } items occur several times alike (possible duplicates).
    }
report-not-transferred = Not taken over:
report-class = { COUNT($count) } × { $class }
report-open = { $count ->
        [one] One open decision:
       *[other] { COUNT($count) } open decisions:
    }
report-errors = { $count ->
        [one] One error:
       *[other] { COUNT($count) } errors:
    }
report-owed = { $count ->
        [one] One number could not be written to Outlook:
       *[other] { COUNT($count) } numbers could not be written to Outlook:
    }
report-warnings = { $count ->
        [one] One note:
       *[other] { COUNT($count) } notes:
    }
report-more = … and { COUNT($count) } more (--verbose shows all)

count-read = read
count-created = new
count-updated = changed
count-unchanged = unchanged
count-restored = restored
count-deleted = deleted
count-skipped = left out
count-open = open
count-errors = errors
kinds-addresses = Addresses
kinds-mails = E-mails
kinds-appointments = Appointments
kinds-tasks = Tasks

summary-created = { COUNT($count) } new
summary-updated = { COUNT($count) } changed
summary-restored = { COUNT($count) } restored
summary-deleted = { COUNT($count) } deleted
summary-skipped = { COUNT($count) } left out
summary-unchanged = { COUNT($count) } unchanged
summary-open = { COUNT($count) } open
summary-errors = { COUNT($count) } errors

tally-created = new
tally-updated = changed
tally-restored = restored
tally-deleted = deleted
tally-skipped = left out
tally-open = open
tally-error = error
tally-unchanged = –
written-create = new
written-update = changed
written-delete = deleted
written-restore = restored
written-number = number

run-head = Started { $since }
run-not-ended = not ended
run-wrote-nothing = The run wrote nothing.
runs-none = There was no run yet.

progress-survey = Reading
progress-compare = Comparing
progress-write = Writing

demo-file = Customers.pst
demo-name = Customers (sample)
demo-step-create = 1. Created: the Outlook data file { $file } with { COUNT($count) } invented contacts, with e-mails, appointments and tasks, and the address database { $office }.
demo-step-import = 2. First import: every contact becomes an address with a customer number of its own, every e-mail, appointment and task a record; the number is also noted on the item in Outlook.
demo-step-addresses = 3. The first addresses of the database:
demo-exported = New.pst
demo-step-change = 4. One change; the next import takes over exactly that.
demo-step-sync = 5. Changes on both sides; a synchronisation brings each to the other one.
demo-step-export = 6. Everything into a new Outlook data file, { $exported }, with their numbers:
demo-changed = { $side_is ->
        [outlook] In Outlook
       *[office] In the address database
    }: { $record }, { $field } "{ $before }" → "{ $after }".
demo-next =
    What to try next:
      gleichstand address list --office { $office }
      gleichstand mail list --office { $office }
      gleichstand appointment list --from 2024-01-01 --office { $office }
      gleichstand runs show 3 --office { $office }
      gleichstand pst check { $exported }

    With your own Outlook data file (close Outlook first):
      gleichstand import YOURS.pst --dry-run    shows what would be taken over
      gleichstand import YOURS.pst              takes everything over into office.db; a backup of the file is made first
      gleichstand sync YOURS.pst                keeps both sides in step
