package dev.bursar.interceptors;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a class of a client's package that is used only with some releases of the library, or only
 * where a part of it is on the class path: what that class needs must fit where the named part is
 * there, and is not asked for elsewhere. Holds for the classes inside it too.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface WherePresent {
  /**
   * The part: a class of the library by its binary name, or a method or field of one: {@code
   * okhttp3.Response#newBuilder}.
   */
  String value();
}
