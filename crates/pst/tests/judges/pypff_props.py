"""Every property of every item as pypff reads it: node, id, type, value; values of several parts
by their type alone."""
import sys

import pypff

# Properties whose ids pypff translates: named ones.
NAMED = 0x8000


def value(entry):
    data = entry.data or b""
    if entry.value_type == 0x1F:
        return data.decode("utf-16-le", "replace").rstrip("\0").encode("utf-8").hex()
    if entry.value_type & 0x1000 or entry.value_type in (0x0D, 0x48):
        return "-"
    return data.hex()


def walk(folder):
    for message in folder.sub_messages:
        for record in message.record_sets:
            for entry in record.entries:
                # Of named ones the id is that of the name.
                known = entry.entry_type is not None and entry.entry_type < NAMED
                print(message.identifier, entry.entry_type if known else "named",
                      entry.value_type, value(entry), sep="\t")
    for child in folder.sub_folders:
        walk(child)


store = pypff.file()
store.open(sys.argv[1])
walk(store.root_folder)
