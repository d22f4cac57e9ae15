//! Agreement with the independent checker, on real files and on mutated ones.

use std::collections::BTreeSet;

use pst::{Access, Error, FileBackend, check_backend};

use crate::judge::{Verdict, judge, kinds_of};
use crate::support::corpus;
use crate::support::strict::checker;

/// Where the judge and this check differ on real files, and who is right.
const DIFFERENCES: [(&str, &str, &str); 1] = [(
    "Email-Python-Dotnet__test.pst",
    "W TC",
    "the existence bit of PidTagLtpRowVer is not set in a row; the judge looks at PidTagLtpRowId",
)];

#[test]
fn real_files_get_the_same_verdict_from_the_independent_checker() {
    let (Some(tool), Some(files)) = (checker(), corpus::files()) else { return };
    let verdicts = judge(&tool, &files);
    let mut met: BTreeSet<&(&str, &str, &str)> = BTreeSet::new();
    for (file, verdict) in files.iter().zip(&verdicts) {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let backend = FileBackend::open(file, Access::Read).unwrap();
        let report = match check_backend(&backend) {
            Ok(report) => report,
            Err(Error::NotPst | Error::FourK) => {
                assert!(verdict.errors(), "{name}");
                continue;
            }
            Err(error) => panic!("{name}: {error}"),
        };
        let Verdict::Kinds(theirs) = verdict else { panic!("{name}: no answer") };
        let ours = kinds_of(&report);
        for kind in ours.symmetric_difference(theirs) {
            let known = DIFFERENCES.iter().find(|(n, k, _)| name.contains(n) && k == kind);
            assert!(known.is_some(), "{name}: {kind}; ours {ours:?}, theirs {theirs:?}");
            met.extend(known);
        }
        assert_eq!(verdict.errors(), !report.errors.is_empty(), "{name}");
    }
    assert_eq!(met.len(), DIFFERENCES.len(), "a listed difference is gone");
    println!("{} real files, {} explained differences", files.len(), met.len());
}
