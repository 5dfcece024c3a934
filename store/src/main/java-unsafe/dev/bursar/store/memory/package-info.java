/**
 * The JDK as the map library sees it. The build moves a few class names in the library onto the
 * classes here (see {@code store/README.md}), so that it opens on Java 8 to 26, in a JRE without a
 * compiler and in images of few modules, with nothing printed and nothing of the app's touched.
 */
package dev.bursar.store.memory;
