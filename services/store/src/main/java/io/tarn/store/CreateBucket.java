package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.Access;
import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.Ownership;
import io.tarn.api.StructureJson;
import io.tarn.api.s3.CreateBucketConfiguration;
import io.tarn.api.s3.CreateBucketOutput;
import io.tarn.api.s3.CreateBucketRequest;
import io.tarn.api.s3.S3Service;
import io.tarn.ledger.Tx;
import io.tarn.store.acl.AclRequest;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

final class CreateBucket implements Operation<CreateBucketRequest, CreateBucketOutput> {
  private final Store store;

  CreateBucket(Store store) {
    this.store = requireNonNull(store, "store is null");
  }

  @Override
  public OperationModel<CreateBucketRequest, CreateBucketOutput> model() {
    return S3Service.CREATE_BUCKET;
  }

  @Override
  public AccessRule<CreateBucketRequest> access() {
    return (input, call) -> {
      AclRequest acl = acl(input);
      String arn = "arn:aws:s3:::" + input.bucket();
      Ownership own = Ownership.of(call.caller().account());
      Access access = acl.on(Access.of("s3:CreateBucket", arn).withOwnership(own));
      access = Puts.with(access, "s3:x-amz-object-ownership", input.objectOwnership());
      String place =
          input.createBucketConfiguration() == null
              ? null
              : input.createBucketConfiguration().locationConstraint();
      List<Access> accesses = new ArrayList<>();
      accesses.add(Puts.with(access, "s3:locationconstraint", place));
      if (acl.isPresent()) {
        accesses.add(acl.on(Access.of("s3:PutBucketAcl", arn).withOwnership(own)));
      }
      if (input.objectOwnership() != null) {
        accesses.add(Access.of("s3:PutBucketOwnershipControls", arn).withOwnership(own));
      }
      if (Boolean.TRUE.equals(input.objectLockEnabledForBucket())) {
        accesses.add(Access.of("s3:PutBucketObjectLockConfiguration", arn).withOwnership(own));
        accesses.add(Access.of("s3:PutBucketVersioning", arn).withOwnership(own));
      }
      return accesses;
    };
  }

  private static AclRequest acl(CreateBucketRequest input) {
    return new AclRequest(
        input.acl(),
        input.grantFullControl(),
        input.grantRead(),
        input.grantReadACP(),
        input.grantWrite(),
        input.grantWriteACP());
  }

  @Override
  public CreateBucketOutput apply(CreateBucketRequest input, Call call) {
    BucketNames.check(input.bucket());
    boolean locks = Boolean.TRUE.equals(input.objectLockEnabledForBucket());
    CreateBucketConfiguration configuration = input.createBucketConfiguration();
    if (configuration != null
        && (configuration.location() != null || configuration.bucket() != null)) {
      throw S3Error.notImplemented("directory buckets");
    }
    String region = region(configuration == null ? null : configuration.locationConstraint(), call);
    Optional<String> tags =
        configuration == null || configuration.tags() == null
            ? Optional.empty()
            : Tags.ofList(configuration.tags(), store.limits.bucketTags());
    Map<BucketSetting, String> settings = NewBuckets.settings(store, input, acl(input), call);
    tags.ifPresent(text -> settings.put(BucketSetting.TAGS, text));
    if (locks) {
      settings.put(BucketSetting.OBJECT_LOCK, StructureJson.write(PutObjectLockConfiguration.BARE));
    }
    BucketRow bucket =
        new BucketRow(
            input.bucket(),
            region,
            call.now(),
            locks ? Versioning.ENABLED : Versioning.OFF,
            store.rights.guest(call.caller().account()),
            settings);
    store.buckets.change(input.bucket(), tx -> insert(tx, bucket));
    return CreateBucketOutput.builder()
        .location("/" + input.bucket())
        .bucketArn("arn:aws:s3:::" + input.bucket())
        .build();
  }

  /**
   * As in us-east-1 of AWS, where making one's own bucket again succeeds. There it also resets the
   * bucket's list; here whoever asks for another list than there is, is refused.
   */
  private BucketRow insert(Tx tx, BucketRow bucket) throws SQLException {
    Optional<BucketRow> old = Buckets.find(tx, bucket.name());
    if (old.isPresent()) {
      boolean own = old.get().guest().equals(bucket.guest());
      boolean same = store.rights.acl(old.get()).equals(store.rights.acl(bucket));
      if (!own || !same) {
        throw S3Error.BUCKET_ALREADY_EXISTS
            .with(
                "The requested bucket name is not available. The bucket namespace is shared by all"
                    + " users of the system. Please select a different name and try again.")
            .with("BucketName", bucket.name());
      }
      if (old.get().region().equals(UNNAMED) && bucket.region().equals(UNNAMED)) {
        return old.get();
      }
      throw S3Error.BUCKET_ALREADY_OWNED_BY_YOU
          .with(
              "Your previous request to create the named bucket succeeded and you already own it.")
          .with("BucketName", bucket.name());
    }
    if (Buckets.count(tx, bucket.guest()) >= store.limits.buckets()) {
      throw S3Error.TOO_MANY_BUCKETS.with(
          "You have attempted to create more buckets than allowed: " + store.limits.buckets());
    }
    Buckets.insert(tx, bucket);
    return bucket;
  }

  /** The region that is meant where no location constraint is given. */
  private static final String UNNAMED = "us-east-1";

  private static final Pattern REGION = Pattern.compile("[a-z]{2}(-[a-z]+)+-[0-9]");

  private static String region(@Nullable String constraint, Call call) {
    if (constraint == null || constraint.isEmpty()) {
      if (!call.region().equals(UNNAMED)) {
        throw S3Error.ILLEGAL_LOCATION_CONSTRAINT.with(
            "The unspecified location constraint is incompatible for the region specific endpoint"
                + " this request was sent to.");
      }
      return UNNAMED;
    }
    String region = constraint.equals("EU") ? "eu-west-1" : constraint;
    if (region.equals(UNNAMED) || !REGION.matcher(region).matches()) {
      throw S3Error.INVALID_LOCATION_CONSTRAINT
          .with("The specified location-constraint is not valid")
          .with("LocationConstraint", constraint);
    }
    if (!call.region().equals(UNNAMED) && !call.region().equals(region)) {
      throw S3Error.ILLEGAL_LOCATION_CONSTRAINT.with(
          "The "
              + constraint
              + " location constraint is incompatible for the region specific endpoint this request"
              + " was sent to.");
    }
    return region;
  }
}
