"""Compares the tests that a build skipped with the committed list of those that may be skipped.

A line of the list is `class.method: reason`. A skipped test that is not listed fails the run, so that nothing is
switched off unseen; a listed one that ran is fine, because the list speaks of machines that lack something.
"""

import glob
import sys
import xml.etree.ElementTree as ElementTree


def listed(path):
    with open(path, encoding="utf-8") as lines:
        return {line.split(":", 1)[0].strip() for line in lines if line.strip() and not line.startswith("#")}


def skipped():
    names = set()
    for report in glob.glob("**/target/surefire-reports/TEST-*.xml", recursive=True):
        for case in ElementTree.parse(report).getroot().iter("testcase"):
            if case.find("skipped") is not None:
                names.add(f"{case.get('classname')}.{case.get('name').split('(')[0].split('[')[0]}")
    return names


def main():
    unexpected = sorted(skipped() - listed(sys.argv[1]))
    for name in unexpected:
        print(f"skipped, but not in {sys.argv[1]}: {name}")
    sys.exit(1 if unexpected else 0)


if __name__ == "__main__":
    main()
