package io.tarn.store.acl;

import io.tarn.api.Access;
import io.tarn.api.s3.AccessControlPolicy;
import io.tarn.kernel.CanonicalIds;
import io.tarn.kernel.ServiceError;
import io.tarn.store.acl.Acl.Grant;
import io.tarn.store.acl.Grantee.Account;
import io.tarn.store.acl.Grantee.Group;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The list that a request asks for: by name, by grants in headers, or, for PutBucketAcl and
 * PutObjectAcl, in the body. Source: S3 API Reference, "PutBucketAcl" and "PutObjectAcl".
 *
 * @param canned the header x-amz-acl
 * @param fullControl the header x-amz-grant-full-control, and so on
 */
public record AclRequest(
    @Nullable String canned,
    @Nullable String fullControl,
    @Nullable String read,
    @Nullable String readAcp,
    @Nullable String write,
    @Nullable String writeAcp) {
  /** S3's limit of one list. */
  private static final int GRANTS_MAX = 100;

  private static final Pattern GRANTEE =
      Pattern.compile("\\s*([A-Za-z]+)\\s*=\\s*(?:\"([^\"]*)\"|([^\",\\s]+))\\s*(,|$)");

  /** Whether a list is asked for at all. */
  public boolean isPresent() {
    return canned != null || hasGrants();
  }

  private boolean hasGrants() {
    return fullControl != null
        || read != null
        || readAcp != null
        || write != null
        || writeAcp != null;
  }

  /** Whether the list is the one by which a writer leaves an object to the bucket's owner. */
  public boolean leavesToBucketOwner() {
    return "bucket-owner-full-control".equals(canned);
  }

  /** The condition keys of the headers. */
  public Access on(Access access) {
    Access result = access;
    for (Map.Entry<String, @Nullable String> header : headers().entrySet()) {
      if (header.getValue() != null) {
        result = result.withContext("s3:" + header.getKey(), header.getValue());
      }
    }
    return result;
  }

  private Map<String, @Nullable String> headers() {
    Map<String, @Nullable String> headers = new java.util.LinkedHashMap<>();
    headers.put("x-amz-acl", canned);
    headers.put("x-amz-grant-full-control", fullControl);
    headers.put("x-amz-grant-read", read);
    headers.put("x-amz-grant-read-acp", readAcp);
    headers.put("x-amz-grant-write", write);
    headers.put("x-amz-grant-write-acp", writeAcp);
    return headers;
  }

  /**
   * The list asked for by headers; the owner's own where none is.
   *
   * @param owner whose the bucket or object is or will be
   * @param bucketOwner whose the bucket is
   * @throws ServiceError InvalidRequest, InvalidArgument, UnresolvableGrantByEmailAddress
   */
  public Acl resolve(String owner, String bucketOwner, Accounts accounts) {
    if (canned != null && hasGrants()) {
      throw new ServiceError(
          "InvalidRequest", 400, "Specifying both Canned ACLs and Header Grants is not allowed");
    }
    if (canned != null) {
      return CannedAcls.of(canned, owner, bucketOwner);
    }
    if (!hasGrants()) {
      return Acl.ownersOnly(owner);
    }
    List<Grant> grants = new ArrayList<>();
    add(grants, Permission.READ, "x-amz-grant-read", read, accounts);
    add(grants, Permission.WRITE, "x-amz-grant-write", write, accounts);
    add(grants, Permission.READ_ACP, "x-amz-grant-read-acp", readAcp, accounts);
    add(grants, Permission.WRITE_ACP, "x-amz-grant-write-acp", writeAcp, accounts);
    add(grants, Permission.FULL_CONTROL, "x-amz-grant-full-control", fullControl, accounts);
    return checked(new Acl(owner, grants));
  }

  /**
   * The list that a PutBucketAcl or PutObjectAcl asks for.
   *
   * @throws ServiceError also MissingSecurityHeader, UnexpectedContent, MalformedACLError
   */
  public Acl resolve(
      @Nullable AccessControlPolicy body, String owner, String bucketOwner, Accounts accounts) {
    if (body == null) {
      if (!isPresent()) {
        throw new ServiceError(
                "MissingSecurityHeader", 400, "Your request was missing a required header")
            .with("MissingHeaderName", "x-amz-acl");
      }
      return resolve(owner, bucketOwner, accounts);
    }
    if (isPresent()) {
      throw new ServiceError("UnexpectedContent", 400, "This request does not support content");
    }
    if (body.owner() == null || body.owner().id() == null) {
      throw AclErrors.malformed();
    }
    if (!body.owner().id().equals(CanonicalIds.of(owner))) {
      throw new ServiceError("AccessDenied", 403, "Access Denied");
    }
    List<Grant> grants = new ArrayList<>();
    for (io.tarn.api.s3.Grant grant :
        body.grants() == null ? List.<io.tarn.api.s3.Grant>of() : body.grants()) {
      if (grant.grantee() == null || grant.permission() == null) {
        throw AclErrors.malformed();
      }
      Permission permission = Permission.find(grant.permission()).orElseThrow(AclErrors::malformed);
      grants.add(new Grant(grantee(grant.grantee(), accounts), permission));
    }
    return checked(new Acl(owner, grants));
  }

  private static Acl checked(Acl acl) {
    if (acl.grants().size() > GRANTS_MAX) {
      throw AclErrors.malformed();
    }
    return acl;
  }

  private static Grantee grantee(io.tarn.api.s3.Grantee grantee, Accounts accounts) {
    if (grantee.id() != null) {
      return account(grantee.id(), "CanonicalUser/ID", accounts);
    }
    if (grantee.uri() != null) {
      return group(grantee.uri(), "Group/URI");
    }
    if (grantee.emailAddress() != null) {
      throw AclErrors.unresolvable(grantee.emailAddress());
    }
    throw AclErrors.malformed();
  }

  private static void add(
      List<Grant> grants,
      Permission permission,
      String header,
      @Nullable String value,
      Accounts accounts) {
    if (value == null) {
      return;
    }
    Matcher matcher = GRANTEE.matcher(value);
    int at = 0;
    boolean more = true;
    while (more) {
      if (!matcher.find(at) || matcher.start() != at) {
        throw AclErrors.invalidArgument("Argument format not recognized", header, value);
      }
      String name = matcher.group(2) == null ? matcher.group(3) : matcher.group(2);
      grants.add(new Grant(named(matcher.group(1), name, header, accounts), permission));
      at = matcher.end();
      more = matcher.group(4).equals(",");
    }
  }

  private static Grantee named(String type, String name, String header, Accounts accounts) {
    return switch (type.toLowerCase(Locale.ROOT)) {
      case "id" -> account(name, "id", accounts);
      case "uri" -> group(name, "uri");
      case "emailaddress" -> throw AclErrors.unresolvable(name);
      default ->
          throw AclErrors.invalidArgument(
              "Argument format not recognized", header, type + "=" + name);
    };
  }

  private static Grantee account(String id, String argument, Accounts accounts) {
    return new Account(
        accounts.find(id).orElseThrow(() -> AclErrors.invalidArgument("Invalid id", argument, id)));
  }

  private static Grantee group(String uri, String argument) {
    return Group.find(uri)
        .orElseThrow(() -> AclErrors.invalidArgument("Invalid group uri", argument, uri));
  }
}
