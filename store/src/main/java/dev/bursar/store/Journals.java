package dev.bursar.store;

/** The journals of the stripes, and the one of those who have them all. */
final class Journals {
  final Journal[] ofStripe = new Journal[Header.STRIPES];
  final Journal central;

  Journals(Header header, Regions regions, Log log) {
    for (int i = 0; i < ofStripe.length; i++) {
      int stripe = Header.stripe(i);
      ofStripe[i] =
          new Journal(
              header,
              regions,
              stripe + Header.STRIPE_PENDING,
              stripe + Header.STRIPE_JOURNAL,
              Header.STRIPE_ENTRIES,
              null);
    }
    central =
        new Journal(header, regions, Header.PENDING, Header.JOURNAL, Header.JOURNAL_ENTRIES, log);
  }
}
