"""What pypff shows of data files, a line for each fact, its parts separated by tabs."""
import sys

import pypff


def line(*words):
    print("\t".join(str(word).replace("\t", " ").replace("\n", " ") for word in words))


def method(attachment):
    """PidTagAttachMethod: 0 nothing, 5 a message."""
    entries = (entry for record in attachment.record_sets for entry in record.entries)
    return next(entry.get_data_as_integer() for entry in entries if entry.entry_type == 0x3705)


def size(attachment):
    return {0: "nothing", 5: "message"}.get(method(attachment)) or attachment.size


def walk(folder, path):
    line("folder", path or "/", folder.number_of_sub_messages)
    for message in folder.sub_messages:
        people = message.recipients.number_of_record_sets if message.recipients else 0
        line("item", path or "/", people, message.subject or "")
        for attachment in message.attachments:
            line("attachment", path or "/", attachment.long_filename, size(attachment))
    for child in folder.sub_folders:
        walk(child, path + "/" + (child.name or "").replace("/", "\\/"))


for name in sys.argv[1:]:
    line("file", name)
    store = pypff.file()
    store.open(name)
    # The first folder below the root that has children is the mailbox.
    mailbox = next(child for child in store.root_folder.sub_folders if child.number_of_sub_folders)
    walk(mailbox, "")
    store.close()
