package dev.bursar.interceptors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import org.junit.jupiter.api.Test;

class WeakIdentityMapTest {
  private final WeakIdentityMap<Object, String> map = new WeakIdentityMap<>();

  @Test
  void tellsKeysApartByIdentity() {
    String one = new String("key");
    String other = new String("key");
    map.put(one, "first");
    map.put(other, "second");
    assertThat(map.get(one)).isEqualTo("first");
    assertThat(map.get(other)).isEqualTo("second");
    assertThat(map.get("key")).isNull();
  }

  @Test
  void keepsTheLastValueUntilItIsRemoved() {
    Object key = new Object();
    map.put(key, "first");
    map.put(key, "second");
    assertThat(map.remove(key)).isEqualTo("second");
    assertThat(map.get(key)).isNull();
    assertThat(map.remove(key)).isNull();
  }

  @Test
  void letsKeysGoAndGivesBackWhatWasKeptBesideThem() {
    Object stays = new Object();
    map.put(stays, "stays");
    WeakReference<Object> gone = drop("orphan");
    assertThat(map.removeOrphan()).isNull();
    await()
        .until(
            () -> {
              System.gc();
              return gone.get() == null;
            });
    await().untilAsserted(() -> assertThat(map.removeOrphan()).isEqualTo("orphan"));
    assertThat(map.removeOrphan()).isNull();
    assertThat(map.get(stays)).isEqualTo("stays");
  }

  private WeakReference<Object> drop(String value) {
    Object key = new Object();
    map.put(key, value);
    return new WeakReference<>(key);
  }
}
