# Repairing and bringing back.

folder-recovered = Recovered
folder-nameless = Folder
repair-suffix = -repaired

repair-header = The header of the file was of no use and was put together from the rest of the file.
repair-pages = Pages of the directories that cannot be read: { COUNT($count) }
repair-trees = Entries of the directories that were found elsewhere in the file: { COUNT($count) }
repair-moved = Blocks that lay at another place than recorded: { COUNT($count) }
repair-doubtful = { $objects ->
        [one] An object has damaged blocks; what stood in them was taken as it is. Have a look at it:
       *[other] { COUNT($objects) } objects have damaged blocks; what stood in them was taken as it is. Have a look at them:
    }
repair-parts = { $objects ->
        [one] An object lacks parts that cannot be read any more ({ COUNT($count) } in all):
       *[other] { COUNT($objects) } objects lack parts that cannot be read any more ({ COUNT($count) } in all):
    }
repair-gone = { $objects ->
        [one] Nothing of an object can be read any more; it is lost:
       *[other] Nothing of { COUNT($objects) } objects can be read any more; they are lost:
    }
repair-earlier = { $objects ->
        [one] The latest version of an object cannot be read any more; an earlier one was taken instead:
       *[other] The latest versions of { COUNT($objects) } objects cannot be read any more; earlier ones were taken instead:
    }
repair-found = { $objects ->
        [one] An item to which nothing led any more was found:
       *[other] { COUNT($objects) } items to which nothing led any more were found:
    }
repair-guessed = { $objects ->
        [one] Which larger parts (text, attachments) belong to an item could only be guessed. Have a look at it:
       *[other] Which larger parts (text, attachments) belong to { COUNT($objects) } items could only be guessed. Have a look at them:
    }
repair-store = What the file says of itself was completed.
repair-names = The list of named fields was written anew (names: { COUNT($count) }).
repair-named = Fields whose names are lost are called “recovered-” with their number now: { COUNT($count) }
repair-special = { $objects ->
        [one] An internal object of the file was made anew or, where nobody needs it, removed:
       *[other] { COUNT($objects) } internal objects of the file were made anew or, where nobody needs them, removed:
    }
repair-folder = { $objects ->
        [one] A folder was made anew:
       *[other] { COUNT($objects) } folders were made anew:
    }
repair-placed = { $objects ->
        [one] An object was put into the folder that lists it:
       *[other] { COUNT($objects) } objects were put into the folders that list them:
    }
repair-recovered = { $objects ->
        [one] An object without a folder lies in “Recovered” now:
       *[other] { COUNT($objects) } objects without a folder lie in “Recovered” now:
    }
repair-item = { $objects ->
        [one] An item was written anew with everything of it that can be read:
       *[other] { COUNT($objects) } items were written anew with everything of them that can be read:
    }
repair-table = { $objects ->
        [one] The list of a folder was made anew from what lies in it:
       *[other] The lists of { COUNT($objects) } folders were made anew from what lies in them:
    }
repair-counters = { $objects ->
        [one] The counters of a folder were put right:
       *[other] The counters of { COUNT($objects) } folders were put right:
    }
repair-maps = The allocation maps were made anew from what is in use.
repair-more = and { COUNT($count) } more (--verbose shows all)
repair-nothing = The file has no errors; there is nothing to repair.
repair-done = The repaired file is { $file } ({ $items ->
        [one] one item
       *[other] { COUNT($items) } items
    }). The file itself is unchanged.
    .do = Look through the copy before you go on working with it; “gleichstand pst ls” shows its folders.
repair-left = The repaired file is { $file } ({ $items ->
        [one] one item
       *[other] { COUNT($items) } items
    }); { $errors ->
        [one] one error is
       *[other] { COUNT($errors) } errors are
    } still in it. The file itself is unchanged.
    .do = “gleichstand pst check” shows the errors of the copy.

head-subject = Subject
head-changed = Changed
deleted-version = earlier version of { $id }
deleted-hidden = hidden
deleted-incomplete = incomplete
deleted-count = { $count ->
        [0] No deleted item is still in the file{ $versions ->
            [0] .
           *[other] ; earlier versions: { COUNT($versions) }.
        }
        [one] One deleted item is still in the file{ $versions ->
            [0] .
           *[other] , besides earlier versions: { COUNT($versions) }.
        }
       *[other] { COUNT($count) } deleted items are still in the file{ $versions ->
            [0] .
           *[other] , besides earlier versions: { COUNT($versions) }.
        }
    }
    .do = “gleichstand pst restore FILE ID …” brings them back, “--all” all deleted ones.
restore-backup = Backup: { $file }
restore-line = Brought back: { $subject } ({ $id }) to { $folder }{ $losses ->
        [0] { "" }
       *[other] , parts missing: { COUNT($losses) }
    }
restore-count = { $count ->
        [0] Nothing brought back.
        [one] One item brought back.
       *[other] { COUNT($count) } items brought back.
    }
restore-no-such-id = There is no deleted item { $id } in the file (any more).
    .do = “gleichstand pst ls FILE --deleted” shows what there is.
