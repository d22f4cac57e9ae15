# Reparieren und Zurückholen.

folder-recovered = Wiederhergestellt
folder-nameless = Ordner
repair-suffix = -repariert

repair-header = Der Kopf der Datei war nicht zu gebrauchen und wurde aus dem Rest der Datei neu gebildet.
repair-pages = Unlesbare Seiten der Verzeichnisse: { COUNT($count) }
repair-trees = Einträge der Verzeichnisse, die an anderer Stelle der Datei gefunden wurden: { COUNT($count) }
repair-moved = Blöcke, die an einer anderen Stelle lagen als verzeichnet: { COUNT($count) }
repair-doubtful = { $objects ->
        [one] Ein Objekt hat beschädigte Blöcke; was darin stand, wurde so übernommen, wie es ist. Sehen Sie es sich an:
       *[other] { COUNT($objects) } Objekte haben beschädigte Blöcke; was darin stand, wurde so übernommen, wie es ist. Sehen Sie sie sich an:
    }
repair-parts = { $objects ->
        [one] Einem Objekt fehlen Teile, die nicht mehr zu lesen sind (zusammen { COUNT($count) }):
       *[other] { COUNT($objects) } Objekten fehlen Teile, die nicht mehr zu lesen sind (zusammen { COUNT($count) }):
    }
repair-gone = { $objects ->
        [one] Von einem Objekt ist nichts mehr zu lesen; es ist verloren:
       *[other] Von { COUNT($objects) } Objekten ist nichts mehr zu lesen; sie sind verloren:
    }
repair-earlier = { $objects ->
        [one] Die letzte Fassung eines Objekts ist nicht mehr zu lesen; statt ihrer wurde eine frühere genommen:
       *[other] Die letzte Fassung von { COUNT($objects) } Objekten ist nicht mehr zu lesen; statt ihrer wurden frühere genommen:
    }
repair-found = { $objects ->
        [one] Ein Element, zu dem nichts mehr führte, wurde gefunden:
       *[other] { COUNT($objects) } Elemente, zu denen nichts mehr führte, wurden gefunden:
    }
repair-guessed = { $objects ->
        [one] Welche größeren Teile (Text, Anlagen) zu einem Element gehören, war nur zu vermuten. Sehen Sie es sich an:
       *[other] Welche größeren Teile (Text, Anlagen) zu { COUNT($objects) } Elementen gehören, war nur zu vermuten. Sehen Sie sie sich an:
    }
repair-store = Die Angaben der Datei über sich selbst wurden ergänzt.
repair-names = Das Verzeichnis der benannten Felder wurde neu geschrieben (Namen: { COUNT($count) }).
repair-named = Felder, deren Namen verloren sind, heißen jetzt „recovered-“ mit ihrer Nummer: { COUNT($count) }
repair-special = { $objects ->
        [one] Ein inneres Objekt der Datei wurde neu angelegt oder, wo es niemand braucht, entfernt:
       *[other] { COUNT($objects) } innere Objekte der Datei wurden neu angelegt oder, wo sie niemand braucht, entfernt:
    }
repair-folder = { $objects ->
        [one] Ein Ordner wurde neu angelegt:
       *[other] { COUNT($objects) } Ordner wurden neu angelegt:
    }
repair-placed = { $objects ->
        [one] Ein Objekt wurde in den Ordner gelegt, der es aufführt:
       *[other] { COUNT($objects) } Objekte wurden in die Ordner gelegt, die sie aufführen:
    }
repair-recovered = { $objects ->
        [one] Ein Objekt ohne Ordner liegt jetzt in „Wiederhergestellt“:
       *[other] { COUNT($objects) } Objekte ohne Ordner liegen jetzt in „Wiederhergestellt“:
    }
repair-item = { $objects ->
        [one] Ein Element wurde neu geschrieben, mit allem, was davon zu lesen ist:
       *[other] { COUNT($objects) } Elemente wurden neu geschrieben, mit allem, was davon zu lesen ist:
    }
repair-table = { $objects ->
        [one] Das Verzeichnis eines Ordners wurde aus dem neu gebildet, was in ihm liegt:
       *[other] Die Verzeichnisse von { COUNT($objects) } Ordnern wurden aus dem neu gebildet, was in ihnen liegt:
    }
repair-counters = { $objects ->
        [one] Die Zähler eines Ordners wurden richtiggestellt:
       *[other] Die Zähler von { COUNT($objects) } Ordnern wurden richtiggestellt:
    }
repair-maps = Die Belegungskarten wurden aus dem neu gebildet, was belegt ist.
repair-more = und { COUNT($count) } weitere (--verbose zeigt alle)
repair-nothing = Die Datei hat keine Fehler; es gibt nichts zu reparieren.
repair-done = Die reparierte Datei ist { $file } ({ $items ->
        [one] ein Element
       *[other] { COUNT($items) } Elemente
    }). Die Datei selbst ist unverändert.
    .do = Sehen Sie die Kopie durch, bevor Sie mit ihr weiterarbeiten; „gleichstand pst ls“ zeigt ihre Ordner.
repair-left = Die reparierte Datei ist { $file } ({ $items ->
        [one] ein Element
       *[other] { COUNT($items) } Elemente
    }); { $errors ->
        [one] ein Fehler ist
       *[other] { COUNT($errors) } Fehler sind
    } noch darin. Die Datei selbst ist unverändert.
    .do = „gleichstand pst check“ zeigt die Fehler der Kopie.

head-subject = Betreff
head-changed = Geändert
deleted-version = frühere Fassung von { $id }
deleted-hidden = verborgen
deleted-incomplete = unvollständig
deleted-count = { $count ->
        [0] Kein gelöschtes Element ist noch in der Datei{ $versions ->
            [0] .
           *[other] ; frühere Fassungen: { COUNT($versions) }.
        }
        [one] Ein gelöschtes Element ist noch in der Datei{ $versions ->
            [0] .
           *[other] , dazu frühere Fassungen: { COUNT($versions) }.
        }
       *[other] { COUNT($count) } gelöschte Elemente sind noch in der Datei{ $versions ->
            [0] .
           *[other] , dazu frühere Fassungen: { COUNT($versions) }.
        }
    }
    .do = „gleichstand pst restore DATEI NUMMER …“ holt sie zurück, „--all“ alle gelöschten.
restore-backup = Sicherungskopie: { $file }
restore-line = Zurückgeholt: { $subject } ({ $id }) in { $folder }{ $losses ->
        [0] { "" }
       *[other] , Teile fehlen: { COUNT($losses) }
    }
restore-count = { $count ->
        [0] Nichts zurückgeholt.
        [one] Ein Element zurückgeholt.
       *[other] { COUNT($count) } Elemente zurückgeholt.
    }
restore-no-such-id = Ein gelöschtes Element { $id } gibt es in der Datei nicht (mehr).
    .do = „gleichstand pst ls DATEI --deleted“ zeigt, was es gibt.
